using System.Collections.Immutable;

namespace Agentic.Training.Scenarios;

/// <summary>The roles of a scenario.</summary>
/// <param name="Names">In their order.</param>
/// <param name="HaveEpisodes">Whether each role plays episodes of its own, so that each may have groups of its own size; otherwise they share theirs.</param>
/// <param name="IsAnnealed">Whether the temperature follows a curve, so that no role can have another.</param>
internal sealed record RoleNames(ImmutableArray<string> Names, bool HaveEpisodes, bool IsAnnealed);

/// <summary>Reads <c>train.roles</c>: what a role does otherwise than <c>train</c> says. There is no such section where one acts alone.</summary>
internal static class RoleSection
{
    private const int Many = 1_000_000_000;

    /// <summary>Role → its settings, complete, for each role of several.</summary>
    public static ImmutableSortedDictionary<string, TrainSettings> Read(ConfigSection train, TrainSettings defaults, ScenarioVocabulary vocabulary, RoleNames roles)
    {
        if (roles.Names.Length < 2)
        {
            return defaults.Roles;
        }

        var section = train.Section("roles");
        var read = defaults.Roles.ToBuilder();
        foreach (var name in roles.Names)
        {
            read[name] = One(section.Section(name), defaults, vocabulary, roles);
        }

        section.Close();
        return read.ToImmutable();
    }

    private static TrainSettings One(ConfigSection role, TrainSettings defaults, ScenarioVocabulary vocabulary, RoleNames roles)
    {
        if (role.Has("temperature") && roles.IsAnnealed)
        {
            role.Wrong("temperature", "is set, but sampling.annealing sets the temperature of each token; remove one of the two keys.");
        }

        var read = defaults with
        {
            Learns = role.Flag("learns", true),
            Weights = role.Choice("weights", TrainSettings.WeightsOf, TrainSettings.WeightsOf[0]),
            Temperature = role.OptionalNumber("temperature", 0.01, 100),
            GroupSize = roles.HaveEpisodes ? role.Integer("group_size", 1, 100_000, defaults.GroupSize) : defaults.GroupSize,
            MiniBatchRows = role.Integer("mini_batch_rows", 1, 10_000_000, defaults.MiniBatchRows),
            Epochs = role.Integer("epochs", 1, 1000, defaults.Epochs),
            LearningRate = role.Number("learning_rate", 0, 10, defaults.LearningRate),
            Advantage = role.Choice("advantage", vocabulary.Advantages, defaults.Advantage),
            ClipLow = role.Number("clip_low", 0, 1, defaults.ClipLow),
            ClipHigh = role.Number("clip_high", 0, 1000, defaults.ClipHigh),
            Aggregation = role.Choice("aggregation", vocabulary.Aggregations, defaults.Aggregation),
            Kl = TrainSection.Kl(role.Section("kl"), vocabulary, defaults.Kl),
            EntropyCoefficient = role.Number("entropy_coefficient", -10, 10, defaults.EntropyCoefficient),
            DropUniformGroups = role.Flag("drop_uniform_groups", defaults.DropUniformGroups),
            // As published: each role's are computed anew, just before its own update.
            OldLogProbs = role.Choice("old_log_probs", TrainSettings.OldLogProbsOf, TrainSettings.OldLogProbsOf[roles.HaveEpisodes ? 1 : 0]),
        };
        if (read is { IsOfStart: true, Learns: true })
        {
            role.Wrong("weights", "is 'start', the policy as it was when learning began, which cannot learn: set learns: false beside it, or weights: shared.");
        }

        role.Close();
        return read;
    }
}
