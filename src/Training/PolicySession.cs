using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Training.Checkpoints;
using Agentic.Training.Guidance;
using Agentic.Training.Learning;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;
using Agentic.Worlds;

namespace Agentic.Training;

/// <summary>A policy at work: its weights, its thread, and the pictures it looks at. Owns all three.</summary>
public sealed class PolicySession : IAsyncDisposable
{
    private readonly QwenPolicy? _start; // owned
    private TeacherPolicies? _teachers; // owned

    private PolicySession(Scenario scenario, QwenPolicy policy, bool learns, QwenPolicy? start = null)
    {
        (Scenario, Policy, Game, _start) = (scenario, policy, ScenarioEpisodes.Game(scenario), start);
        Kind = Game?.Kinds.Solver ?? ScenarioEpisodes.Kind(scenario);
        Engine = policy.Start(Images, scenario.Limits.MaxTokens, scenario.Policy.CacheMiB ?? policy.CacheMiB(learns), start);
    }

    /// <summary>What is played.</summary>
    public Scenario Scenario { get; }

    /// <summary>The world.</summary>
    public IWorldKind Kind { get; }

    /// <summary>The self-play game around the world; null where the scenario asks for none.</summary>
    public ISelfPlayGame? Game { get; }

    /// <summary>Everything that is played, the world first.</summary>
    public ImmutableArray<IWorldKind> Kinds => Game?.Kinds.All ?? [Kind];

    /// <summary>The weights.</summary>
    public QwenPolicy Policy { get; }

    /// <summary>The policy thread.</summary>
    public PolicyEngine Engine { get; }

    /// <summary>Where episodes put their pictures.</summary>
    public RecentImages Images { get; } = new();

    /// <summary>Opens the scenario's policy to act: the saved one that it names, or the built-in one, fresh from the scenario's seed.</summary>
    /// <param name="scenario">What to play.</param>
    /// <param name="folder">A saved policy to take instead; null for the scenario's own.</param>
    /// <exception cref="TorchRuntimeException">The device that it asks for is not here.</exception>
    public static PolicySession Open(Scenario scenario, string? folder = null) => new(scenario, OpenPolicy(scenario, folder), learns: false);

    /// <summary>The policy alone, as <see cref="Open"/> takes it; the caller disposes it.</summary>
    public static QwenPolicy OpenPolicy(Scenario scenario, string? folder)
    {
        var (device, compute) = Place(scenario.Policy);
        return (folder ?? scenario.Policy.Checkpoint) is { } from
            ? SavedPolicy.Find(from).Open(compute, device)
            : QwenPolicy.BuiltIn(
                scenario.Policy.Preset ?? PolicySettings.DefaultPreset, RandomKey.FromSeed(scenario.Seed).Derive("weights"), compute, device,
                ScenarioEpisodes.Language(scenario));
    }

    /// <summary>Where a policy computes, and in which type.</summary>
    internal static (ComputeDevice Device, ComputeType Compute) Place(PolicySettings policy)
    {
        var device = ComputeDevice.Of(policy.Device);
        return (device, policy.Compute ?? device.DefaultCompute);
    }

    /// <summary>Opens the scenario's policy to learn: with its adapter, its frozen part frozen.</summary>
    /// <param name="scenario">What to learn.</param>
    /// <param name="from">A checkpoint of the run to go on from; null to begin.</param>
    /// <exception cref="LoraException">The adapter does not fit the model, or the checkpoint was trained with another one.</exception>
    public static PolicySession OpenToLearn(Scenario scenario, CheckpointFolder? from = null)
    {
        var policy = TrainedPolicy.Open(scenario, from);
        try
        {
            // Of the same make, parameter by parameter; its weights come when learning begins.
            return new PolicySession(scenario, policy, learns: true, scenario.Train.KeepsStart ? TrainedPolicy.Open(scenario, from) : null);
        }
        catch
        {
            policy.Dispose();
            throw;
        }
    }

    /// <summary>Gives roles that are played with the weights of the start these weights. Call on the policy thread, when learning begins or goes on.</summary>
    /// <param name="learner">Holds them.</param>
    internal void BeginAt(Learner learner)
    {
        if (_start is not null)
        {
            learner.CopyReferenceTo(_start);
            Engine.FrozenChanged();
        }
    }

    /// <summary>The policy as an agent.</summary>
    public PolicyAgent Agent(SamplingOptions sampling) => Agent(sampling, ofStart: false);

    /// <summary>What answers are held to, by whoever samples and whoever learns; null where the scenario asks for nothing.</summary>
    public ITokenConstraint? Constraint => field ??= Scenario.Grammar ? Policy.Grammar(Kind.Descriptor) : null;

    /// <summary>Saved policies that help this one; opened when first asked for.</summary>
    public TeacherPolicies Teachers => _teachers ??= TeacherPolicies.Open(Scenario, Kind, Policy, Images);

    /// <summary>The policy as it plays a role in order to learn, or for others to learn beside it.</summary>
    public PolicyAgent Actor(string role)
    {
        var settings = Scenario.Train.Of(role);
        return Agent(settings.Temperature is { } temperature ? Scenario.Sampling with { Temperature = temperature } : Scenario.Sampling, settings.IsOfStart);
    }

    /// <summary>What episodes run on when this policy acts.</summary>
    public EpisodeServices Services(IAgent agent) => Services([agent]);

    /// <summary>What episodes run on when each role has an agent of its own.</summary>
    public EpisodeServices Services(IReadOnlyList<IAgent> agents) => new(agents, Policy.Renderer, Images, TimeProvider.System);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        if (_teachers is not null)
        {
            await _teachers.DisposeAsync();
        }

        foreach (var kind in Kinds)
        {
            await kind.Owned().DisposeAsync();
        }

        Policy.Dispose();
        _start?.Dispose();
    }

    private PolicyAgent Agent(SamplingOptions sampling, bool ofStart) =>
        new(Engine, Policy.Tokenizer, Scenario.Context, sampling with { Constraint = Constraint }, ofStart);
}
