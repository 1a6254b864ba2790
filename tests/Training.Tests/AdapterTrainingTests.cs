using System.Security.Cryptography;
using Agentic.Training.Evaluation;
using Agentic.Training.Learning;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Training.Tests;

/// <summary>What moves when an adapter, a part of the model, or half precision is trained.</summary>
public sealed class AdapterTrainingTests
{
    private const string Yaml = """
        name: small
        world: { name: maze, options: { mode: stepwise }, difficulty: { size: 3, length: [1, 2] } }
        instruction: ""
        context: last 0
        limits: { turns: 3, tokens_per_turn: 2, tokens: 512 }
        policy: { preset: tiny, POLICY }
        train: { updates: 2, groups: 4, group_size: 4, mini_batch_rows: 16, warmup_updates: 0, drop_uniform_groups: false }
        """;

    [Fact]
    public async Task An_adapter_moves_and_its_base_does_not()
    {
        await using var session = PolicySession.OpenToLearn(Read("lora: { rank: 2, vision: true }"));
        var before = await DigestsAsync(session);
        var watcher = new Watcher();
        var after = await TrainAsync(session, watcher);

        Assert.All(before.Keys.Where(name => !name.Contains("lora", StringComparison.Ordinal)), name => Assert.Equal(before[name], after[name]));
        Assert.All(before.Keys.Where(name => name.Contains("lora_B", StringComparison.Ordinal)), name => Assert.NotEqual(before[name], after[name]));
        Assert.Contains(before.Keys, name => name.Contains("visual", StringComparison.Ordinal) && name.Contains("lora_A", StringComparison.Ordinal));
        // Sampler and trainer add the same update to the same weights.
        Assert.All(watcher.Steps, step => Assert.InRange(step.Parts[0].Statistics.MismatchKl, 0, 1e-10));
        Assert.All(watcher.Steps, step => Assert.InRange(step.Parts[0].Statistics.MismatchMax, 0, 2e-5));
    }

    [Fact]
    public async Task Equal_runs_end_with_equal_adapters()
    {
        await using var first = PolicySession.OpenToLearn(Read("lora: { rank: 2 }"));
        await using var second = PolicySession.OpenToLearn(Read("lora: { rank: 2 }"));
        Assert.Equal(await TrainAsync(first, new Watcher()), await TrainAsync(second, new Watcher()));
    }

    [Fact]
    public async Task A_frozen_tower_stays_while_the_decoder_learns()
    {
        await using var session = PolicySession.OpenToLearn(Read("freeze: vision"));
        var before = await DigestsAsync(session);
        var after = await TrainAsync(session, new Watcher());
        Assert.All(before.Keys.Where(name => name.StartsWith("visual.", StringComparison.Ordinal)), name => Assert.Equal(before[name], after[name]));
        Assert.NotEqual(before["model.layers.0.mlp.down_proj.weight"], after["model.layers.0.mlp.down_proj.weight"]);
    }

    [Fact]
    public async Task Half_precision_moves_float32_masters_and_samples_as_it_trains()
    {
        var watcher = new Watcher();
        await using var session = PolicySession.OpenToLearn(Read("compute: bfloat16"));
        var before = await DigestsAsync(session);
        var after = await TrainAsync(session, watcher);
        Assert.All(before.Keys, name => Assert.NotEqual(before[name], after[name]));
        Assert.All(session.Policy.Parameters.All, entry => Assert.Equal(TorchSharp.torch.ScalarType.Float32, entry.Parameter.dtype));
        // Rounding differs between a chunk of the cache and a whole row, by a few of the 8 bits of a logit.
        Assert.All(watcher.Steps, step => Assert.InRange(step.Parts[0].Statistics.MismatchMax, 0, 0.1));
        Assert.All(watcher.Steps, step => Assert.InRange(step.Parts[0].Statistics.MismatchKl, 0, 1e-3));
    }

    [Theory]
    [InlineData("lora: { rank: 0 }", "policy.lora.rank")]
    [InlineData("lora: { rank: 4, dropout: 0.1 }", "dropout")]
    [InlineData("lora: { rank: 4, vision: true }, freeze: vision", "policy.freeze")]
    [InlineData("lora: { rank: 4, target_modules: q_proj }", "targets")]
    [InlineData("lora: { rank: 4, targets: { q: 1 } }", "list of at most")]
    [InlineData("lora: 4", "a section with keys")]
    [InlineData("compute: float64", "float32, bfloat16")]
    [InlineData("freeze: eyes", "none, vision, language")]
    [InlineData("device: gpu", "policy.device: must be auto, cpu, cuda or cuda:N, but is 'gpu'")]
    [InlineData("cache_mib: -1", "policy.cache_mib")]
    public void A_wrong_setting_is_reported(string policy, string expected) =>
        Assert.Contains(expected, Assert.Throws<ScenarioException>(() => Read(policy)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_resolved_scenario_reads_back_to_the_same_adapter()
    {
        var loaded = ScenarioReader.Read(Yaml.Replace("POLICY", "lora: { rank: 4, targets: [q_proj, mlp.up_proj], rslora: true }", StringComparison.Ordinal), "small.yaml", ScenarioVocabulary.Default);
        var again = ScenarioReader.Read(loaded.Values.ToYaml(), "again.yaml", ScenarioVocabulary.Default).Scenario.Policy.Lora!;
        var first = loaded.Scenario.Policy.Lora!;
        Assert.Equal((4, 8.0, true), (again.Rank, again.EffectiveAlpha, again.RankStabilised));
        Assert.Equal(first.Targets.ToArray(), again.Targets.ToArray());
        Assert.Equal(["q_proj", "mlp.up_proj"], again.Targets.ToArray());
    }

    [Fact]
    public void A_target_that_the_model_lacks_is_refused_by_name() => Assert.Contains(
        "'c_attn'", Assert.Throws<LoraException>(() => PolicySession.OpenToLearn(Read("lora: { rank: 2, targets: [c_attn] }"))).Message, StringComparison.Ordinal);

    private static Scenario Read(string policy) =>
        ScenarioReader.Read(Yaml.Replace("POLICY", policy, StringComparison.Ordinal), "small.yaml", ScenarioVocabulary.Default).Scenario;

    private static async Task<SortedDictionary<string, string>> TrainAsync(PolicySession session, Watcher watcher)
    {
        await using var trainer = new Trainer(session, watcher);
        await trainer.RunAsync(0, TestContext.Current.CancellationToken);
        return await DigestsAsync(session);
    }

    // Digests of all masters, and of the adapter's tensors under their own names.
    private static Task<SortedDictionary<string, string>> DigestsAsync(PolicySession session) => session.Engine.RunAsync(() =>
    {
        var digests = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, parameter) in session.Policy.Parameters.All.Concat(session.Policy.Weights.Adapter?.Parameters ?? []))
        {
            using var scope = TorchSharp.torch.NewDisposeScope();
            digests[name] = Convert.ToHexString(SHA256.HashData([.. parameter.detach().data<float>().ToArray().SelectMany(BitConverter.GetBytes)]));
        }

        return digests;
    });

    private sealed class Watcher : ITrainingObserver
    {
        public List<TrainingStep> Steps { get; } = [];

        public Task UpdatedAsync(TrainingStep step, Learner learner, CancellationToken cancellation)
        {
            Steps.Add(step);
            return Task.CompletedTask;
        }
    }
}
