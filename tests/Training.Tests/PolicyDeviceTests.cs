using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Training.Tests;

/// <summary><c>policy.device</c>, and what follows from it.</summary>
public sealed class PolicyDeviceTests
{
    [Fact]
    public async Task A_policy_on_the_processor_computes_in_float32_unless_told_otherwise()
    {
        var scenario = Read("device: cpu");
        Assert.Null(scenario.Policy.Compute);
        await using var session = PolicySession.Open(scenario);
        Assert.Same(ComputeDevice.Cpu, session.Policy.Device);
        Assert.Equal(ComputeType.Float32, session.Policy.Weights.Compute);
        await using var half = PolicySession.Open(Read("device: cpu, compute: bfloat16"));
        Assert.Equal(ComputeType.BFloat16, half.Policy.Weights.Compute);
    }

    [Fact]
    public void A_device_that_is_not_here_is_refused_before_anything_is_loaded()
    {
        var scenario = Read("device: cuda:999, preset: , checkpoint: nowhere");
        Assert.Contains("'cuda:999'", Assert.Throws<TorchRuntimeException>(() => PolicySession.OpenPolicy(scenario, null)).Message, StringComparison.Ordinal);
        Assert.Contains("'cuda:999'", Assert.Throws<TorchRuntimeException>(() => PolicySession.OpenToLearn(scenario)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_machine_chooses_by_default_and_a_choice_is_kept()
    {
        var values = Load("").Values.ToYaml();
        Assert.Contains("device: auto", values, StringComparison.Ordinal);
        Assert.Contains("compute: auto", values, StringComparison.Ordinal);
        var policy = ScenarioReader.Read(Load("device: cuda:1, cache_mib: 512").Values.ToYaml(), "again.yaml", ScenarioVocabulary.Default).Scenario.Policy;
        Assert.Equal(("cuda:1", 512), (policy.Device, policy.CacheMiB));
        Assert.Equal(("auto", null), (Read("").Policy.Device, Read("").Policy.CacheMiB));
    }

    private static Scenario Read(string policy) => Load(policy).Scenario;

    private static LoadedScenario Load(string policy) =>
        ScenarioReader.Read($"world: {{ name: maze }}\npolicy: {{ {policy} }}\n", "small.yaml", ScenarioVocabulary.Default);
}
