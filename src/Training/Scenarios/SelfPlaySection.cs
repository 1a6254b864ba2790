using Agentic.Training.SelfPlay;

namespace Agentic.Training.Scenarios;

/// <summary>Reads <c>self_play</c>.</summary>
internal static class SelfPlaySection
{
    /// <summary>The settings, or null where the section is absent.</summary>
    /// <param name="root">The whole scenario.</param>
    /// <param name="vocabulary">The worlds that can be played so.</param>
    /// <param name="world">The world's name.</param>
    /// <param name="grammar">Whether answers are held to a grammar.</param>
    public static SelfPlaySettings? Read(ConfigSection root, ScenarioVocabulary vocabulary, string world, bool grammar)
    {
        var section = root.Section("self_play");
        if (!root.Has("self_play"))
        {
            return null;
        }

        if (vocabulary.Worlds.ContainsKey(world) && !vocabulary.Games.Contains(world))
        {
            root.Wrong("self_play", $"is for worlds whose tasks a policy can make ({string.Join(", ", vocabulary.Games)}), but this is '{world}'; remove it.");
        }

        if (grammar)
        {
            root.Wrong("self_play", "needs sampling.grammar: false, because each role answers in a grammar of its own.");
        }

        var defaults = new SelfPlaySettings();
        var read = new SelfPlaySettings
        {
            Verifier = section.Choice("verifier", SelfPlaySettings.Verifiers, defaults.Verifier),
            NoiseDocuments = section.Integer("noise_documents", 0, 1000, defaults.NoiseDocuments),
            ReaderTemperature = section.Number("reader_temperature", 0, 100, defaults.ReaderTemperature),
            Completion = section.Choice("completion", SelfPlaySettings.Completions, defaults.Completion),
            Resamples = section.Integer("resamples", 1, 100, defaults.Resamples),
            MostSuccess = section.Number("most_success", 0, 1, defaults.MostSuccess),
            ResetEvery = section.Integer("reset_every", 0, 1_000_000_000, defaults.ResetEvery),
            KeepShare = section.Number("keep_share", 0, 1, defaults.KeepShare),
            Reward = section.Choice("reward", [.. ProposerRewards.All.Keys], defaults.Reward),
            RefusedReward = section.Number("refused_reward", -1, 1, defaults.RefusedReward),
            Order = section.Choice("order", SelfPlaySettings.Orders, defaults.Order),
        };
        section.Close();
        return read;
    }
}
