using Agentic.Agents;
using Agentic.Training.Guidance;

namespace Agentic.Training.Scenarios;

/// <summary>Reads <c>guidance</c>.</summary>
internal static class GuidanceSection
{
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
        var read = new GuidanceSettings
        {
            When = section.Choice("when", GuidanceSettings.Occasions, defaults.When),
            What = section.Choice("what", GuidanceSettings.Kinds, defaults.What),
            FromUpdate = section.Integer("from_update", 0, Many, defaults.FromUpdate),
            AnnealUpdates = section.Integer("anneal_updates", 0, Many, defaults.AnnealUpdates),
            CreditedTo = section.Choice("credited_to", GuidanceSettings.Prompts, defaults.CreditedTo),
        };
        read = read.What == GuidanceSettings.Hint
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
}
