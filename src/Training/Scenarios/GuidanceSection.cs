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

        CheckWay(section, read.What);
        read = Who(section, read);
        read = Paid(section, read);
        read = read.What switch
        {
            GuidanceSettings.Advice => read with { Parts = Parts(section) },
            GuidanceSettings.Nothing => read,
            GuidanceSettings.Hint => read with { Levels = [.. section.Numbers("levels", 0, OracleHints.Levels - 1, isInteger: true, [.. defaults.Levels.Select(level => (double)level)]).Select(level => (int)level)] },
            GuidanceSettings.Expert => read with { Count = section.Integer("count", 1, 100_000, defaults.Count), Baseline = section.Choice("baseline", GuidanceSettings.Baselines, defaults.Baseline) },
            GuidanceSettings.Correction => read with
            {
                Count = section.Integer("count", 1, 100_000, defaults.Count),
                MinProgress = section.Number("min_progress", 0, 1, defaults.MinProgress),
                Finishes = section.Choice("finishes", GuidanceSettings.Finishers, defaults.Finishes),
            },
            GuidanceSettings.Thought => read with
            {
                Memory = section.Choice("memory", GuidanceSettings.Memories, defaults.Memory),
                Imitates = section.Choice("imitates", GuidanceSettings.Extents, defaults.Imitates),
                Samples = section.Integer("samples", 1, 1_000_000, defaults.Samples),
                ThoughtWeight = section.Number("thought_weight", 0, 1000, defaults.ThoughtWeight),
            },
            _ => read with { Shares = section.Numbers("shares", 0, 1, isInteger: false, defaults.Shares) },
        };
        if (read.When == GuidanceSettings.Fitted)
        {
            read = read with { Rounds = section.Integer("rounds", 1, 1000, defaults.Rounds), Target = section.Number("target", 0.001, 0.999, defaults.Target) };
            if (read.What is not (GuidanceSettings.Solution or GuidanceSettings.Prefix))
            {
                section.Wrong("when", $"is '{read.When}', which fits how much of a solution is shown, but what is '{read.What}'; take {GuidanceSettings.Solution} or {GuidanceSettings.Prefix}.");
            }
        }

        section.Close();
        if (root.Has("self_play"))
        {
            root.Wrong("guidance", "cannot be given in self-play; remove one of the two sections.");
        }

        if (read.What == GuidanceSettings.Thought && world?.Roles.Length > 1)
        {
            section.Wrong("what", $"is '{GuidanceSettings.Thought}', but several roles act in world '{world.Name}'; take another kind of help.");
        }

        if (read.What == GuidanceSettings.Prefix && world?.MaxTurns == 1)
        {
            section.Wrong("what", $"is '{GuidanceSettings.Prefix}', but an episode of world '{world.Name}' has one answer only; take '{GuidanceSettings.Solution}' or '{GuidanceSettings.Hint}'.");
        }

        return read.When == GuidanceSettings.Never ? null : read;
    }

    /// <summary>What can be seen only once all of the scenario is read.</summary>
    /// <param name="root">The whole scenario.</param>
    /// <param name="scenario">What was read.</param>
    public static void Check(ConfigSection root, Scenario scenario)
    {
        if (scenario.Guidance is not { } guidance)
        {
            return;
        }

        var isPaid = guidance.Paid is not (GuidanceSettings.Masked or GuidanceSettings.Imitated);
        if ((isPaid || guidance.Enters == GuidanceSettings.Rows) && (Objectives.ObjectiveParts.TurnAdvantages.ContainsKey(scenario.Train.Advantage) || scenario.Train.Advantage == Objectives.ObjectiveParts.Gae))
        {
            root.Wrong("guidance", $"lets rows enter or pays them by their episode's advantage, but train.advantage '{scenario.Train.Advantage}' gives one to each turn or token; take an advantage of episodes, such as grpo, or paid: masked.");
        }

        if (guidance.When == GuidanceSettings.Fitted && guidance.Rounds > scenario.Train.GroupSize)
        {
            root.Wrong("guidance", $"plays a group in {guidance.Rounds} rounds, but train.group_size is {scenario.Train.GroupSize}; raise it, or lower guidance.rounds.");
        }

        var (places, needed) = (scenario.Train.GroupSize - 1, Math.Max(guidance.Count, guidance.When == GuidanceSettings.AllWrong ? guidance.Who.Length - 1 : 1));
        if (guidance.What == GuidanceSettings.Expert && needed > places)
        {
            root.Wrong("guidance", $"needs {needed} members of a group for experts and one for the policy, but train.group_size is {scenario.Train.GroupSize}; raise it, or lower guidance.count.");
        }
    }

    // One way for each kind of help: the key is for those who want to see it written.
    private static void CheckWay(ConfigSection section, string what)
    {
        var way = GuidanceSettings.WayOf(what);
        if (section.Choice("enters", GuidanceSettings.Ways, way) is var enters && enters != way)
        {
            section.Wrong("enters", $"is '{enters}', but what: {what} enters as '{way}'; {string.Join(", ", GuidanceSettings.Kinds.Where(kind => GuidanceSettings.WayOf(kind) == enters))} would enter so.");
        }
    }

    private static GuidanceSettings Who(ConfigSection section, GuidanceSettings read)
    {
        var who = section.Texts("who", read.Who);
        if (who.IsEmpty || who.FirstOrDefault(one => one != GuidanceSettings.Oracle && !(one.StartsWith(GuidanceSettings.PolicyPrefix, StringComparison.Ordinal) && one.Length > GuidanceSettings.PolicyPrefix.Length)) is not null)
        {
            section.Wrong("who", $"must be '{GuidanceSettings.Oracle}', '{GuidanceSettings.PolicyPrefix}FOLDER', or a list of these, but is [{string.Join(", ", who)}].");
            return read;
        }

        if (read.What == GuidanceSettings.Thought && who.Length != 1)
        {
            section.Wrong("who", $"is [{string.Join(", ", who)}], but a thought has one corrector.");
            return read;
        }

        if (read.What is not (GuidanceSettings.Expert or GuidanceSettings.Thought) && (who.Length != 1 || who[0] != GuidanceSettings.Oracle))
        {
            section.Wrong("who", $"is [{string.Join(", ", who)}], but what: {read.What} comes from the world's oracle alone; remove it, or take what: {GuidanceSettings.Expert}.");
            return read;
        }

        return read with { Who = who };
    }

    private static GuidanceSettings Paid(ConfigSection section, GuidanceSettings read)
    {
        var paid = section.Choice("paid", GuidanceSettings.Payments, read.What == GuidanceSettings.Thought ? GuidanceSettings.Imitated : read.Paid);
        if (read.What == GuidanceSettings.Thought && paid != GuidanceSettings.Imitated)
        {
            section.Wrong("paid", $"is '{paid}', but a corrected thought is {GuidanceSettings.Imitated}; nothing was earned with it.");
        }

        if (paid == GuidanceSettings.Calibrated && read.What != GuidanceSettings.Expert)
        {
            section.Wrong("paid", $"is '{paid}', which measures by an expert's rows, but what is '{read.What}'; take what: {GuidanceSettings.Expert}.");
        }

        if (paid is GuidanceSettings.Importance or GuidanceSettings.Shaped && read.Enters == GuidanceSettings.Prompt)
        {
            section.Wrong("paid", $"is '{paid}', which is for answers that were given, but what: {read.What} only enters prompts; take {GuidanceSettings.Masked}, or {GuidanceSettings.Imitated} to imitate without the help what was said with it.");
        }

        read = read with { Paid = paid };
        if (paid == GuidanceSettings.Masked)
        {
            return read;
        }

        return read with
        {
            Weight = section.Number("weight", 0, 1000, paid == GuidanceSettings.Calibrated ? 0.1 : read.Weight),
            Exploration = paid == GuidanceSettings.Importance ? section.Number("exploration", 0, 100, read.Exploration) : read.Exploration,
            Slope = paid == GuidanceSettings.Calibrated ? section.Number("slope", 0, 1, read.Slope) : read.Slope,
        };
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
