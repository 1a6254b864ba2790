using Agentic.Agents;
using Agentic.Training.Checkpoints;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Training;

/// <summary>The scenario's policy as it is trained: which weights move, and where a run goes on.</summary>
internal static class TrainedPolicy
{
    /// <summary>Opens it; the caller disposes it.</summary>
    /// <param name="scenario">Names the policy, its adapter and its frozen part.</param>
    /// <param name="from">A checkpoint to go on from; null to begin.</param>
    /// <exception cref="LoraException">The adapter does not fit the model, or the checkpoint was trained with another one.</exception>
    public static QwenPolicy Open(Scenario scenario, CheckpointFolder? from)
    {
        var (lora, (device, compute)) = (scenario.Policy.Lora, PolicySession.Place(scenario.Policy));
        var saved = from is not null && PeftFolder.IsAdapter(from.Adapter) ? from.Adapter : null;
        if (from is not null && saved is null && lora is not null)
        {
            throw new LoraException(from.Location, "The checkpoint was trained without an adapter", "one, as policy.lora asks", "none", "Begin a run of its own with --output.");
        }

        // With an adapter, a run goes on from its base and the adapter: the merged weights beside it are for others.
        var policy = saved is not null ? PolicySession.OpenPolicy(scenario, BaseOf(scenario))
            : from is not null ? QwenPolicy.Load(from.Actor, compute, device)
            : PolicySession.OpenPolicy(scenario, null);
        try
        {
            if (saved is not null)
            {
                policy.Weights.Adapt(PeftFolder.Read(saved, policy.Parameters.Layout, device));
            }

            if (lora is not null)
            {
                Require(lora, policy.Weights.Adapter?.Config, saved, scenario);
                if (policy.Weights.Adapter is null)
                {
                    policy.Weights.Adapt(LoraAdapter.Create(
                        policy.Parameters.Layout, lora, RandomKey.FromSeed(scenario.Seed).Derive("lora"), BaseOf(scenario), device));
                }
            }

            policy.Weights.Freeze(name => scenario.Policy.Freeze.Holds(name));
            return policy;
        }
        catch
        {
            policy.Dispose();
            throw;
        }
    }

    // policy.lora describes a new adapter; it may stay in place when its own run goes on.
    private static void Require(LoraSettings asked, PeftConfig? there, string? saved, Scenario scenario)
    {
        if (there is not null && (saved is null || there.Rank != asked.Rank || there.Scale != asked.Scale))
        {
            throw new LoraException(
                saved ?? scenario.Policy.Checkpoint!, "There is an adapter already, and policy.lora asks for another",
                $"rank {asked.Rank} and scale {asked.Scale}", $"rank {there.Rank} and scale {there.Scale}",
                saved is null ? "Remove policy.lora to train the saved adapter on, or merge it first." : "Go on with the settings that the run began with.");
        }
    }

    // The folder of the weights below any adapter; null for a built-in policy.
    private static string? BaseOf(Scenario scenario) => scenario.Policy.Checkpoint is { } path ? Path.GetFullPath(SavedPolicy.Find(path).Hub) : null;
}
