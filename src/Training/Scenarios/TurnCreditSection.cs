using System.Collections.Immutable;
using Agentic.Training.Objectives;
using Agentic.Training.ProcessRewards;

namespace Agentic.Training.Scenarios;

/// <summary>Reads what credits turns: <c>train.turn_discount</c>, <c>step_weight</c>, <c>state_similarity</c>, <c>process_rewards</c>, <c>consistency_filter</c>.</summary>
internal static class TurnCreditSection
{
    private const string Rewards = "process_rewards";
    private const string Filter = "consistency_filter";
    private const string AllowFarming = "allow_farming";
    private static readonly string[] Ways = [ShapingForms.Potential, ShapingForms.Difference, ShapingForms.Pay, ShapingForms.Charge];

    /// <summary>The settings with these keys read.</summary>
    /// <param name="train">The section around them.</param>
    /// <param name="read">What was read of it so far.</param>
    /// <param name="vocabulary">Knows which worlds have an oracle.</param>
    /// <param name="roles">Who acts.</param>
    /// <param name="world">Where.</param>
    public static TrainSettings Read(ConfigSection train, TrainSettings read, ScenarioVocabulary vocabulary, RoleNames roles, WorldSettings world)
    {
        read = read with
        {
            TurnDiscount = train.OptionalNumber("turn_discount", 0, 1),
            StepWeight = train.OptionalNumber("step_weight", 0, 1000),
            StateSimilarity = train.OptionalNumber("state_similarity", 0, 1),
        };
        var (rewards, filtered) = (train.Section(Rewards), train.Section(Filter));
        read = read with
        {
            ProcessRewards = train.Has(Rewards) ? ReadRewards(rewards, read.TurnDiscount ?? 1) : null,
            ConsistencyFilter = train.Has(Filter) ? ReadFilter(filtered, read.GroupSize) : null,
        };
        foreach (var source in read.ProcessRewards?.Sources ?? [])
        {
            CheckWorld(train, Rewards, source.Of, vocabulary, roles, world);
        }

        if (read.ConsistencyFilter is { } filter)
        {
            CheckWorld(train, Filter, filter.Of, vocabulary, roles, world);
        }

        return read;
    }

    /// <summary>Checks these keys against the advantages that were chosen, of all roles.</summary>
    /// <param name="train">The section around them.</param>
    /// <param name="read">All of it.</param>
    public static void Check(ConfigSection train, TrainSettings read)
    {
        IEnumerable<TrainSettings> all = read.Roles.IsEmpty ? [read] : read.Roles.Values;
        var learners = all.Where(role => role.Learns).ToList();
        bool IsTurnwise(string advantage) => ObjectiveParts.TurnAdvantages.ContainsKey(advantage) || advantage == ObjectiveParts.Gae;
        var turnwise = string.Join(", ", ObjectiveParts.TurnAdvantages.Keys.Append(ObjectiveParts.Gae));
        if (read.Critic is null || !CriticSection.DiscountsTurns(read))
        {
            Unread("turn_discount", $"{turnwise} with train.critic.level turn or bi_level", ObjectiveParts.TurnAdvantages.ContainsKey);
        }

        foreach (var key in new[] { "step_weight", "state_similarity" })
        {
            Unread(key, string.Join(", ", ObjectiveParts.TurnAdvantages.Keys.Where(ObjectiveParts.ComparesBoth)), ObjectiveParts.ComparesBoth);
        }

        if (read.ProcessRewards is not null && learners.FirstOrDefault(role => !IsTurnwise(role.Advantage)) is { } whole)
        {
            train.Wrong(Rewards, $"are paid turn by turn, but train.advantage '{whole.Advantage}' reads no rewards of turns; take one of {turnwise}.");
        }

        if (read.NegativeScaling is not null && learners.FirstOrDefault(role => IsTurnwise(role.Advantage)) is { } single)
        {
            train.Wrong("negative_scaling", $"is for advantages of whole episodes, but train.advantage is '{single.Advantage}'; remove one of the two.");
        }

        void Unread(string key, string readers, Func<string, bool> reads)
        {
            if (train.Has(key) && !learners.Any(role => reads(role.Advantage)))
            {
                train.Wrong(key, $"is read by the advantages {readers} only, but train.advantage is '{read.Advantage}'; remove it, or choose one of these.");
            }
        }
    }

    private static ProcessRewardSettings ReadRewards(ConfigSection rewards, double discount)
    {
        var allows = rewards.Flag(AllowFarming, false);
        var sources = ImmutableArray.CreateBuilder<ProcessSource>();
        foreach (var name in TurnWorths.Names)
        {
            var section = rewards.Section(name);
            if (!rewards.Has(name))
            {
                continue;
            }

            var isOfState = TurnWorths.IsOfState(name);
            string[] forms = isOfState ? Ways : name == TurnWorths.Legal ? [ShapingForms.Charge, ShapingForms.Pay] : [ShapingForms.Pay];
            sources.Add(new ProcessSource(name, section.Choice("form", forms, forms[0]), section.Number("weight", 0, 1000, 1)));
            section.Close();
            // One answer is paid once.
            if (!allows && name != TurnWorths.Answer && ShapingForms.Farm(sources[^1].Form, discount, isOfState) is { } farm)
            {
                section.Wrong("form", $"'{sources[^1].Form}' {farm}. To see what a policy makes of it, set {rewards.Path}.{AllowFarming}: true.");
            }
        }

        rewards.Close();
        if (sources.Count == 0)
        {
            rewards.Wrong(TurnWorths.Progress, $"is missing: {rewards.Path} pays for nothing; name one of {string.Join(", ", TurnWorths.Names)}, such as progress: {{ form: {ShapingForms.Potential} }}, or remove it.");
        }

        return new ProcessRewardSettings(sources.DrainToImmutable()) { AllowsFarming = allows };
    }

    private static ConsistencyFilterSettings ReadFilter(ConfigSection filter, int groupSize)
    {
        var read = new ConsistencyFilterSettings(
            filter.Integer("keep", 1, 100_000, Math.Max(1, groupSize / 2)), filter.Choice("of", TurnWorths.Names, TurnWorths.ValidPrefix), filter.Flag("only_right", false));
        filter.Close();
        if (read.Keep >= groupSize)
        {
            filter.Wrong("keep", $"must be below train.group_size, which is {groupSize}, but is {read.Keep}: nobody would be left out.");
        }

        return read;
    }

    private static void CheckWorld(ConfigSection train, string key, string name, ScenarioVocabulary vocabulary, RoleNames roles, WorldSettings world)
    {
        if (roles.HaveEpisodes)
        {
            train.Wrong(key, "cannot be given in self-play; remove one of the two sections.");
        }
        else if (TurnWorths.NeedsOracle(name) && roles.Names.Length > 1)
        {
            train.Wrong(key, $"asks for {name}, but the oracle of world '{world.Name}' plays for all of its {roles.Names.Length} roles and knows no goal of one; take {TurnWorths.Legal} or {TurnWorths.Learnt}.");
        }
        else if (TurnWorths.NeedsOracle(name) && vocabulary.Worlds.ContainsKey(world.Name) && !vocabulary.HasOracle(world.Name, world.Options))
        {
            train.Wrong(key, $"asks for {name}, but world '{world.Name}' has no oracle that could tell; take {TurnWorths.Legal} or {TurnWorths.Learnt}, or remove it.");
        }
        else if (name == TurnWorths.Answer && vocabulary.Worlds.ContainsKey(world.Name) && vocabulary.Describe(world.Name, world.Options).MaxTurns is > 1 and var turns)
        {
            train.Wrong(key, $"asks for {name}, which is for worlds with one answer, but an episode of world '{world.Name}' has up to {turns}; take {TurnWorths.Progress}.");
        }
    }
}
