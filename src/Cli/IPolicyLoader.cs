using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary>Turns the policy of a scenario into an agent; the verbs know no more of the learning than this.</summary>
public interface IPolicyLoader
{
    /// <summary>How the scenario's policy reads. Episodes of other agents are written in the same tokens.</summary>
    ITurnRenderer Renderer(Scenario scenario);

    /// <summary>The vocabulary of that renderer.</summary>
    ITokenizer Tokenizer(Scenario scenario);

    /// <summary>Opens the policy that the scenario names; the caller disposes it.</summary>
    /// <param name="scenario">Names the policy.</param>
    /// <param name="images">Where its episodes put their pictures.</param>
    /// <exception cref="UserException">There is no such policy.</exception>
    LoadedPolicy Load(Scenario scenario, IImageStore images);
}

/// <summary>A policy that is ready to act.</summary>
/// <param name="agent">The one who answers.</param>
/// <param name="owner">What ends with it: threads, native memory.</param>
/// <param name="usage">Tells what has been asked of a server; null for a policy that needs none.</param>
public sealed class LoadedPolicy(IAgent agent, IAsyncDisposable? owner, Func<JsonObject>? usage = null) : IAsyncDisposable
{
    /// <summary>What has been asked of a server so far, or null.</summary>
    public JsonObject? Usage => usage?.Invoke();

    /// <summary>The one who answers.</summary>
    public IAgent Agent { get; } = agent;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => owner?.DisposeAsync() ?? ValueTask.CompletedTask;
}
