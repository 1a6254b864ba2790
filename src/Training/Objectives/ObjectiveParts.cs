using Agentic.Training.Advantages;

namespace Agentic.Training.Objectives;

/// <summary>The parts by the names of the literature, of verl and of TRL: the one place where a scenario's words become functions.</summary>
public static class ObjectiveParts
{
    /// <summary>Makes one advantage per episode.</summary>
    public delegate double[] EpisodeAdvantage(AdvantageBatch batch);

    /// <summary>Changes advantages after their estimator.</summary>
    /// <param name="advantages_B">What the estimator, or the shaper before this one, gave.</param>
    /// <param name="batch">What it was made from.</param>
    public delegate double[] AdvantageShaper(double[] advantages_B, AdvantageBatch batch);

    /// <summary>Advantages of whole episodes. A member without siblings gets 0, because it has nothing to compare with, but for those that compare over the batch.</summary>
    public static IReadOnlyDictionary<string, EpisodeAdvantage> EpisodeAdvantages { get; } = Table<EpisodeAdvantage>(
        ("grpo", batch => GroupAdvantages.Grpo(batch.Returns_B, batch.Groups_B, zeroLone: true)),
        ("dr_grpo", batch => GroupAdvantages.DrGrpo(batch.Returns_B, batch.Groups_B, zeroLone: true)),
        ("grpo_batch_std", batch => GroupAdvantages.BatchScaled(batch.Returns_B, batch.Groups_B, zeroLone: true)),
        ("grpo_passk", batch => GroupAdvantages.BestAgainstSecond(batch.Returns_B, batch.Groups_B)),
        ("rloo", batch => GroupAdvantages.Rloo(batch.Returns_B, batch.Groups_B, zeroLone: true)),
        ("opo", batch => GroupAdvantages.Opo(batch.Returns_B, batch.Groups_B, batch.Lengths_B, zeroLone: true)),
        ("gpg", batch => GroupAdvantages.Gpg(batch.Returns_B, batch.Groups_B, zeroLone: true)),
        ("reinforce_plus_plus", batch => ReinforcePlusPlus.Episode(batch.Returns_B, batch.Lengths_B)),
        ("reinforce_plus_plus_baseline", batch => ReinforcePlusPlus.Episode(GroupAdvantages.DrGrpo(batch.Returns_B, batch.Groups_B, zeroLone: true), batch.Lengths_B)),
        ("none", batch => [.. batch.Returns_B]));

    /// <summary>Makes one advantage per turn: [episode][turn].</summary>
    /// <param name="batch">The episodes' turns.</param>
    /// <param name="discount">γ per turn.</param>
    /// <param name="stepWeight">Weight of what compares turns, where episodes are compared too.</param>
    public delegate double[][] TurnAdvantage(TurnBatch batch, double discount, double stepWeight);

    /// <summary>Advantages of single turns, under names that <see cref="EpisodeAdvantages"/> has not.</summary>
    public static IReadOnlyDictionary<string, TurnAdvantage> TurnAdvantages { get; } = Table<TurnAdvantage>(
        ("turn_returns", (batch, discount, _) => Advantages.TurnAdvantages.AgainstSameTurn(batch, discount)),
        ("gigpo", (batch, discount, stepWeight) => Advantages.TurnAdvantages.GiGpo(batch, discount, stepWeight, isScaled: false)),
        ("gigpo_std", (batch, discount, stepWeight) => Advantages.TurnAdvantages.GiGpo(batch, discount, stepWeight, isScaled: true)));

    /// <summary>The advantage that a critic makes, token by token; the section train.critic says how.</summary>
    public const string Gae = "gae";

    /// <summary>Whether a turn-level advantage compares episodes and turns, and so weighs one against the other.</summary>
    public static bool ComparesBoth(string advantage) => advantage is "gigpo" or "gigpo_std";

    /// <summary>Ratios.</summary>
    public static IReadOnlyDictionary<string, LogRatio> Ratios { get; } = Table(
        ("token", LogRatios.Token()),
        ("token_unlimited", LogRatios.Token(limit: null)),
        ("sequence", LogRatios.Sequence()),
        ("sequence_token", LogRatios.SequenceToken()));

    /// <summary>Surrogates.</summary>
    public static IReadOnlyDictionary<string, Func<ObjectiveSettings, Surrogate>> Surrogates { get; } = Table<Func<ObjectiveSettings, Surrogate>>(
        ("ppo_clip", s => Clipped(s, ClipRange.Symmetric)),
        ("unclipped", _ => Objectives.Surrogates.Unclipped()),
        ("sapo", s => Objectives.Surrogates.SoftGate(s.PositiveTemperature ?? 1, s.NegativeTemperature ?? 1.05)),
        ("geo_mean", s => Objectives.Surrogates.GeometricMean(s.ClipLow ?? 0.4, s.ClipHigh ?? 0.4)),
        ("reinforce", _ => WeightedLikelihoods.Plain()),
        ("cispo", s => WeightedLikelihoods.ClippedWeight(s.ClipLow is { } low ? 1 - low : null, s.ClipLow is null ? s.ClipHigh ?? 5 : 1 + (s.ClipHigh ?? 0.2))),
        ("dppo_tv", s => WeightedLikelihoods.BoundedVariation(s.ClipLow ?? 0.2, s.ClipHigh ?? 0.2, s.RatioCap ?? 20)),
        ("dppo_kl", s => WeightedLikelihoods.BoundedDivergence(s.ClipLow ?? 0.05, s.ClipHigh ?? 0.05, s.RatioCap ?? 20)),
        ("vespo", _ => WeightedLikelihoods.GammaWeight()));

    /// <summary>Aggregations.</summary>
    public static IReadOnlyDictionary<string, Aggregation> Aggregations { get; } = Table<Aggregation>(
        ("token-mean", Objectives.Aggregations.TokenMean),
        ("token-sum", Objectives.Aggregations.TokenSum),
        ("seq-mean-token-sum", Objectives.Aggregations.SeqMeanTokenSum),
        ("seq-mean-token-mean", Objectives.Aggregations.SeqMeanTokenMean),
        ("seq-mean-token-sum-norm", Objectives.Aggregations.SeqMeanTokenSumNorm));

    /// <summary>Divergences from the reference.</summary>
    public static IReadOnlyDictionary<string, KlEstimator> KlEstimators { get; } = Table<KlEstimator>(
        ("kl", Objectives.KlEstimators.K1),
        ("k1", Objectives.KlEstimators.K1),
        ("abs", Objectives.KlEstimators.Absolute),
        ("mse", Objectives.KlEstimators.K2),
        ("k2", Objectives.KlEstimators.K2),
        ("low_var_kl", Objectives.KlEstimators.K3),
        ("k3", Objectives.KlEstimators.K3),
        ("k3_unlimited", Objectives.KlEstimators.K3Unlimited),
        ("kl+", Objectives.KlEstimators.StraightThrough(Objectives.KlEstimators.K1)),
        ("k1+", Objectives.KlEstimators.StraightThrough(Objectives.KlEstimators.K1)),
        ("abs+", Objectives.KlEstimators.StraightThrough(Objectives.KlEstimators.Absolute)),
        ("mse+", Objectives.KlEstimators.K2),
        ("k2+", Objectives.KlEstimators.K2),
        ("low_var_kl+", Objectives.KlEstimators.StraightThrough(Objectives.KlEstimators.K3)),
        ("k3+", Objectives.KlEstimators.StraightThrough(Objectives.KlEstimators.K3)));

    /// <summary>Makes a rule from its bounds; <paramref name="low"/> is read by kinds of <see cref="IsRatio"/> alone.</summary>
    public delegate RejectionRule Rejection(double? low, double high);

    /// <summary>Rules of rollout rejection under verl's names.</summary>
    public static IReadOnlyDictionary<string, Rejection> Rejections { get; } = Table<Rejection>(
        ("token_k1", (low, high) => RejectionRule.OfRatio(RolloutRejection.Token, low, high)),
        ("seq_sum_k1", (low, high) => RejectionRule.OfRatio(RolloutRejection.Sum, low, high)),
        ("seq_mean_k1", (low, high) => RejectionRule.OfRatio(RolloutRejection.Mean, low, high)),
        ("token_k2", (_, high) => AtMost(RolloutRejection.K2, RolloutRejection.Token, high)),
        ("seq_sum_k2", (_, high) => AtMost(RolloutRejection.K2, RolloutRejection.Sum, high)),
        ("seq_mean_k2", (_, high) => AtMost(RolloutRejection.K2, RolloutRejection.Mean, high)),
        ("seq_max_k2", (_, high) => AtMost(RolloutRejection.K2, RolloutRejection.Most, high)),
        ("token_k3", (_, high) => AtMost(RolloutRejection.K3, RolloutRejection.Token, high)),
        ("seq_sum_k3", (_, high) => AtMost(RolloutRejection.K3, RolloutRejection.Sum, high)),
        ("seq_mean_k3", (_, high) => AtMost(RolloutRejection.K3, RolloutRejection.Mean, high)),
        ("seq_max_k3", (_, high) => AtMost(RolloutRejection.K3, RolloutRejection.Most, high)));

    /// <summary>Whether the bounds of a kind of rejection are ratios around 1, rather than one largest divergence.</summary>
    public static bool IsRatio(string rejection) => rejection.EndsWith("_k1", StringComparison.Ordinal);

    /// <summary>Whole objectives with their papers' defaults. The advantage is chosen beside them.</summary>
    public static IReadOnlyDictionary<string, Func<ObjectiveSettings, PolicyObjective>> Methods { get; } = Table<Func<ObjectiveSettings, PolicyObjective>>(
        ("ppo", s => Of(s, "token", Clipped(s, new(0.2, 0.2), dual: 3), "token-mean", new(0.2, 0.2))),
        ("grpo", s => Of(s, "token", Clipped(s, new(0.2, 0.2)), "seq-mean-token-mean", new(0.2, 0.2))),
        ("dr_grpo", s => Of(s, "token", Clipped(s, new(0.2, 0.2)), "seq-mean-token-sum-norm", new(0.2, 0.2))),
        ("dapo", s => Of(s, "token", Clipped(s, new(0.2, 0.28), dual: 10), "token-mean", new(0.2, 0.28))),
        ("gspo", s => Of(s, "sequence_token", Clipped(s, new(3e-4, 4e-4)), "seq-mean-token-mean", new(3e-4, 4e-4))),
        ("luspo", s => Of(s, "sequence", Clipped(s, new(2e-3, 2.5e-3)), "seq-mean-token-sum", new(2e-3, 2.5e-3))),
        ("cispo", s => Of(s, "token", Surrogates["cispo"](s), "token-mean", new(1, 4))),
        ("sapo", s => Of(s, "token", Surrogates["sapo"](s), "seq-mean-token-mean", new(0.2, 0.2))),
        ("gmpo", s => Of(s, "token_unlimited", Surrogates["geo_mean"](s), "seq-mean-token-mean", new(0.4, 0.4))),
        ("vespo", s => Of(s, "token", Surrogates["vespo"](s), "token-mean", new(0.2, 0.2))),
        ("dppo_tv", s => Of(s, "token", Surrogates["dppo_tv"](s), "token-mean", new(0.2, 0.2))),
        ("dppo_kl", s => Of(s, "token", Surrogates["dppo_kl"](s), "token-mean", new(0.05, 0.05))),
        ("reinforce", s => Of(s, "token", Surrogates["reinforce"](s), "seq-mean-token-sum", new(0.2, 0.2))),
        ("gpg", s => Of(s, "token", Surrogates["reinforce"](s), "token-mean", new(0.2, 0.2))));

    private static PolicyObjective Of(ObjectiveSettings settings, string ratio, Surrogate surrogate, string aggregation, ClipRange clip) => new()
    {
        Ratio = Ratios[ratio],
        Surrogate = surrogate,
        Aggregate = Aggregations[aggregation],
        Kl = settings.KlCoefficient != 0 ? Objectives.KlEstimators.K3 : null,
        KlCoefficient = settings.KlCoefficient,
        EntropyCoefficient = settings.EntropyCoefficient,
        Clip = settings.Clip(clip.Low, clip.High),
    };

    private static RejectionRule AtMost(RolloutRejection.Measure measure, RolloutRejection.Level level, double high) =>
        new(measure, level, double.NegativeInfinity, high);

    private static Surrogate Clipped(ObjectiveSettings settings, ClipRange clip, double? dual = null)
    {
        var range = settings.Clip(clip.Low, clip.High);
        return Objectives.Surrogates.Clipped(range.Low, range.High, settings.DualClip ?? dual, settings.RatioCap);
    }

    private static SortedDictionary<string, T> Table<T>(params (string Name, T Part)[] rows) =>
        new(rows.ToDictionary(row => row.Name, row => row.Part), StringComparer.Ordinal);
}
