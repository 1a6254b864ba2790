using Agentic.Agents;
using Agentic.Training.Scenarios;

namespace Agentic.Cli;

/// <summary>Turns a saved or built-in policy into an agent; the verbs know no more of the learning than this.</summary>
public interface IPolicyLoader
{
    /// <summary>Opens a policy.</summary>
    /// <param name="checkpoint">Folder of the saved policy, or null for the scenario's own.</param>
    /// <param name="scenario">What it will play.</param>
    /// <exception cref="UserException">There is no such policy.</exception>
    LoadedPolicy Load(string? checkpoint, Scenario scenario);
}

/// <summary>A policy that is ready to act.</summary>
/// <param name="Agent">The one who answers.</param>
/// <param name="Renderer">How it reads.</param>
/// <param name="Owner">What to dispose when it is done.</param>
public sealed record LoadedPolicy(IAgent Agent, ITurnRenderer Renderer, IAsyncDisposable Owner);

/// <summary>No policy can be loaded: the seam until one is built in.</summary>
public sealed class NoPolicyLoader : IPolicyLoader
{
    /// <inheritdoc/>
    public LoadedPolicy Load(string? checkpoint, Scenario scenario) => throw new UserException(
        $"'{checkpoint ?? scenario.Policy.Preset}' needs the policy, which this build does not have. Use --policy oracle, random or scripted.");
}
