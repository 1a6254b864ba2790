using Agentic.VisionPolicy;

namespace Agentic.Training.Scenarios;

/// <summary>Reads <c>policy</c>: who acts, where, and which of its weights learn in which arithmetic.</summary>
internal static class PolicySection
{
    public static PolicySettings Read(ConfigSection policy, ScenarioVocabulary vocabulary)
    {
        var checkpoint = policy.OptionalText("checkpoint");
        if (policy.Has("preset") && checkpoint is not null)
        {
            policy.Wrong("preset", "a policy has either a preset or a checkpoint; remove one of the two keys.");
        }

        var preset = checkpoint is null || policy.Has("preset")
            ? policy.Choice("preset", vocabulary.Presets, PolicySettings.DefaultPreset)
            : policy.OptionalText("preset");
        var device = policy.Text("device", ComputeDevice.Auto);
        if (!ComputeDevice.IsName(device))
        {
            policy.Wrong("device", $"must be {ComputeDevice.Names}, but is '{device}'.");
        }

        var compute = policy.Choice("compute", [ComputeDevice.Auto, .. ComputeTypes.ByName.Keys], ComputeDevice.Auto);
        var freeze = ModelParts.ByName[policy.Choice("freeze", [.. ModelParts.ByName.Keys], "none")];
        var cache = policy.OptionalInteger("cache_mib", 1, 1 << 20);
        var lora = Lora(policy.Section("lora"), policy.Has("lora"), freeze);
        policy.Close();
        return new PolicySettings(checkpoint is null ? preset : null, checkpoint)
        {
            Device = device,
            Compute = compute == ComputeDevice.Auto ? null : ComputeTypes.ByName[compute],
            CacheMiB = cache,
            Freeze = freeze,
            Lora = lora,
        };
    }

    private static LoraSettings? Lora(ConfigSection lora, bool isThere, ModelPart freeze)
    {
        if (!isThere)
        {
            return null;
        }

        var rank = lora.Integer("rank", 1, LoraSettings.MaxRank, 16);
        var settings = new LoraSettings
        {
            Rank = rank,
            Alpha = lora.Number("alpha", 1e-6, 1e6, 2 * rank),
            Targets = lora.Texts("targets", [LoraSettings.AllLinear]),
            Exclude = lora.Texts("exclude", []),
            Vision = lora.Flag("vision", false),
            RankStabilised = lora.Flag("rslora", false),
        };
        if (lora.Number("dropout", 0, 1, 0) != 0)
        {
            lora.Wrong("dropout", "must be 0: the update is added to the weight before it multiplies, so inputs of the adapter alone cannot be dropped.");
        }

        if (freeze == ModelPart.Language || (freeze == ModelPart.Vision && settings.Vision))
        {
            lora.Wrong("vision", "policy.freeze names a part that the adapter changes; an adapter freezes all weights of its base anyway, so remove policy.freeze or choose the other part.");
        }

        lora.Close();
        return settings;
    }
}
