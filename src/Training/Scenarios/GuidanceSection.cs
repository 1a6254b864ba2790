using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Training.Guidance;

namespace Agentic.Training.Scenarios;

/// <summary>Reads <c>guidance</c>.</summary>
internal static class GuidanceSection
{
    private static readonly ImmutableArray<string> AdviceWords = [.. Enum.GetNames<Advice>().Select(name => name.ToLowerInvariant())];
    private const int Many = 1_000_000_000;

    /// <summary>The settings, or null where nobody is helped.</summary>
    /// <param name="root">The whole scenario.</param>
    /// <param name="world">The world; null when it is unknown.</param>
    public static GuidanceSettings? Read(ConfigSection root, WorldDescriptor? world)
    {
        var section = root.Section("guidance");
        if (!root.Has("guidance"))
        {
            return null;
        }

        var defaults = new GuidanceSettings();
        var when = section.Choice("when", GuidanceSettings.Occasions, defaults.When);
        var read = new GuidanceSettings
        {
            When = when,
            What = section.Choice("what", [.. GuidanceSettings.Kinds, .. GuidanceSettings.ReattemptKinds], when == GuidanceSettings.Failed ? GuidanceSettings.Advice : defaults.What),
            FromUpdate = section.Integer("from_update", 0, Many, defaults.FromUpdate),
            AnnealUpdates = section.Integer("anneal_updates", 0, Many, defaults.AnnealUpdates),
            CreditedTo = section.Choice("credited_to", GuidanceSettings.Prompts, defaults.CreditedTo),
        };
        if (when != GuidanceSettings.Never && read.IsReattempted != GuidanceSettings.ReattemptKinds.Contains(read.What))
        {
            section.Wrong("what", $"is '{read.What}', but {GuidanceSettings.Advice} and {GuidanceSettings.Nothing} go with when: {GuidanceSettings.Failed}, and the others with the other occasions.");
        }

        read = read.What == GuidanceSettings.Advice ? read with { Parts = Parts(section) }
            : read.What == GuidanceSettings.Nothing ? read
            : read.What == GuidanceSettings.Hint
            ? read with { Levels = [.. section.Numbers("levels", 0, OracleHints.Levels - 1, isInteger: true, [.. defaults.Levels.Select(level => (double)level)]).Select(level => (int)level)] }
            : read with { Shares = section.Numbers("shares", 0, 1, isInteger: false, defaults.Shares) };
        section.Close();
        if (root.Has("self_play"))
        {
            root.Wrong("guidance", "cannot be given in self-play; remove one of the two sections.");
        }

        if (read.What == GuidanceSettings.Prefix && world?.MaxTurns == 1)
        {
            section.Wrong("what", $"is '{GuidanceSettings.Prefix}', but an episode of world '{world.Name}' has one answer only; take '{GuidanceSettings.Solution}' or '{GuidanceSettings.Hint}'.");
        }

        return read.When == GuidanceSettings.Never ? null : read;
    }

    private static ImmutableArray<Advice> Parts(ConfigSection section)
    {
        var words = section.Texts("parts", AdviceWords);
        if (words.Length == 0 || words.Any(word => !AdviceWords.Contains(word)))
        {
            section.Wrong("parts", $"holds some of {string.Join(", ", AdviceWords)}, at least one of them{(words.Length == 0 ? "" : $", but not '{words.First(word => !AdviceWords.Contains(word))}'")}.");
            return [];
        }

        return [.. words.Select(word => Enum.Parse<Advice>(word, ignoreCase: true))];
    }
}
