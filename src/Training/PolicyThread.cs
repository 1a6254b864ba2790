using Agentic.Agents;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Training;

/// <summary>Starts the policy thread under the limits of a scenario.</summary>
public static class PolicyThread
{
    /// <summary>A thread for this policy; the caller disposes it before the policy.</summary>
    /// <param name="policy">The weights; borrowed.</param>
    /// <param name="images">Where pictures are; borrowed.</param>
    /// <param name="scenario">Says how long a sequence may get and how much memory its keys and values may take.</param>
    public static PolicyEngine Start(QwenPolicy policy, IImageStore images, Scenario scenario) => new(
        () => new QwenChunkModel(policy.Model, new ImageProcessor(policy.Images), images),
        new EngineOptions(policy.StopToken, scenario.Limits.MaxTokens) { Bytes = policy.Bytes, CacheMiB = scenario.Policy.CacheMiB });
}
