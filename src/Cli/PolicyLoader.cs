using Agentic.Agents;
using Agentic.Training;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary>Loads built-in and saved policies.</summary>
public sealed class PolicyLoader : IPolicyLoader
{
    /// <inheritdoc/>
    public ITurnRenderer Renderer(Scenario scenario) => scenario.Policy.Checkpoint is { } folder
        ? QwenPolicy.LoadRenderer(SavedPolicy.Find(folder).Hub)
        : QwenPolicy.BuiltInRenderer(Preset(scenario), ScenarioEpisodes.Language(scenario));

    /// <inheritdoc/>
    public ITokenizer Tokenizer(Scenario scenario) => scenario.Policy.Checkpoint is { } folder
        ? TokenizerFiles.Open(SavedPolicy.Find(folder).Hub)
        : QwenPolicy.BuiltInTokenizer(Preset(scenario), ScenarioEpisodes.Language(scenario));

    /// <inheritdoc/>
    public LoadedPolicy Load(Scenario scenario, IImageStore images)
    {
        var policy = PolicySession.OpenPolicy(scenario, null);
        var engine = policy.Start(images, scenario.Limits.MaxTokens, scenario.Policy.CacheMiB);
        var sampling = scenario.Grammar
            ? scenario.Sampling with { Constraint = policy.Grammar(ScenarioEpisodes.Kind(scenario).Descriptor) }
            : scenario.Sampling;
        return new LoadedPolicy(new PolicyAgent(engine, policy.Tokenizer, scenario.Context, sampling), new Owner(engine, policy));
    }

    private static string Preset(Scenario scenario) => scenario.Policy.Preset ?? PolicySettings.DefaultPreset;

    private sealed class Owner(PolicyEngine engine, QwenPolicy policy) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await engine.DisposeAsync();
            policy.Dispose();
        }
    }
}
