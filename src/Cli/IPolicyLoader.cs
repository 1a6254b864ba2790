using Agentic.Agents;
using Agentic.Training.Scenarios;

namespace Agentic.Cli;

/// <summary>Turns the policy of a scenario into an agent; the verbs know no more of the learning than this.</summary>
public interface IPolicyLoader
{
    /// <summary>How the scenario's policy reads. Episodes of other agents are written in the same tokens.</summary>
    ITurnRenderer Renderer(Scenario scenario);

    /// <summary>Opens the policy that the scenario names; the caller disposes it.</summary>
    /// <exception cref="UserException">There is no such policy.</exception>
    LoadedPolicy Load(Scenario scenario);
}

/// <summary>A policy that is ready to act.</summary>
/// <param name="agent">The one who answers.</param>
/// <param name="owner">What ends with it: threads, native memory.</param>
public sealed class LoadedPolicy(IAgent agent, IAsyncDisposable? owner) : IAsyncDisposable
{
    /// <summary>The one who answers.</summary>
    public IAgent Agent { get; } = agent;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => owner?.DisposeAsync() ?? ValueTask.CompletedTask;
}

/// <summary>No policy can be loaded, and transcripts are bytes: the seam until a policy is built in.</summary>
public sealed class NoPolicyLoader : IPolicyLoader
{
    /// <inheritdoc/>
    public ITurnRenderer Renderer(Scenario scenario) => new ByteRenderer();

    /// <inheritdoc/>
    public LoadedPolicy Load(Scenario scenario) => throw new UserException(
        $"'{scenario.Policy.Checkpoint ?? scenario.Policy.Preset}' needs the policy, which this build does not have. Use --policy oracle, random or scripted.");
}
