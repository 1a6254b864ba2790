using Agentic.Training.Optimization;

namespace Agentic.Training.Scenarios;

/// <summary>Reads <c>train</c>.</summary>
internal static class TrainSection
{
    private const int Many = 1_000_000_000;
    private static readonly string[] MomentumKeys = ["momentum", "nesterov"];

    /// <param name="train">The section.</param>
    /// <param name="vocabulary">The names it may use.</param>
    /// <param name="roles">Who acts; each of several may learn in its own way.</param>
    /// <param name="world">Where it acts.</param>
    public static TrainSettings Read(ConfigSection train, ScenarioVocabulary vocabulary, RoleNames roles, WorldSettings world)
    {
        var defaults = new TrainSettings();
        var read = new TrainSettings
        {
            Updates = train.Integer("updates", 0, Many, defaults.Updates),
            Groups = train.Integer("groups", 1, 1_000_000, defaults.Groups),
            GroupSize = train.Integer("group_size", 1, 100_000, defaults.GroupSize),
            RecordGroups = train.Integer("record_groups", 0, 1_000_000, defaults.RecordGroups),
            MiniBatchRows = train.Integer("mini_batch_rows", 1, 10_000_000, defaults.MiniBatchRows),
            MaxTokensPerPass = train.Integer("max_tokens_per_pass", 1, Many, defaults.MaxTokensPerPass),
            GradientCheckpointing = train.Flag("gradient_checkpointing", defaults.GradientCheckpointing),
            Epochs = train.Integer("epochs", 1, 1000, defaults.Epochs),
            LearningRate = train.Number("learning_rate", 0, 10, defaults.LearningRate),
            Schedule = train.Choice("schedule", vocabulary.Schedules, defaults.Schedule),
            WarmupUpdates = train.Integer("warmup_updates", 0, Many, defaults.WarmupUpdates),
            Optimizer = train.Choice("optimizer", vocabulary.Optimizers, defaults.Optimizer),
            Momentum = train.OptionalNumber("momentum", 0, 0.999999999),
            Nesterov = train.OptionalFlag("nesterov"),
            WeightDecay = train.Number("weight_decay", 0, 10, defaults.WeightDecay),
            Beta1 = train.Number("beta1", 0, 0.999999999, defaults.Beta1),
            Beta2 = train.Number("beta2", 0, 0.999999999, defaults.Beta2),
            MaxGradNorm = train.Number("max_grad_norm", 1e-9, 1e9, defaults.MaxGradNorm),
            Advantage = train.Choice("advantage", vocabulary.Advantages, defaults.Advantage),
            NegativeScaling = NegativeScaling(train.Section("negative_scaling"), train.Has("negative_scaling")),
            PreferenceBeta = train.OptionalNumber("preference_beta", 1e-6, 1000),
            Ratio = train.Choice("ratio", vocabulary.Ratios, defaults.Ratio),
            Surrogate = train.Choice("surrogate", vocabulary.Surrogates, defaults.Surrogate),
            ClipLow = train.Number("clip_low", 0, 1, defaults.ClipLow),
            ClipHigh = train.Number("clip_high", 0, 1000, defaults.ClipHigh),
            Aggregation = train.Choice("aggregation", vocabulary.Aggregations, defaults.Aggregation),
            Kl = Kl(train.Section("kl"), vocabulary, defaults.Kl),
            EntropyCoefficient = train.Number("entropy_coefficient", -10, 10, defaults.EntropyCoefficient),
            Rejection = RejectionSection.Read(train.Section("rollout_rejection"), vocabulary),
            CheckpointEvery = train.Integer("checkpoint_every", 0, Many, defaults.CheckpointEvery),
            EvalEvery = train.Integer("eval_every", 0, Many, defaults.EvalEvery),
            Curriculum = CurriculumSection.Read(train, vocabulary, roles, world),
            TimeLimitSeconds = train.OptionalNumber("time_limit_s", 0, 1e9),
        };
        CheckMomentum(train, read);
        read = read with
        {
            Critic = CriticSection.Read(train, read.Advantage),
            // A critic learns from every episode; its policy compares with the critic, not with siblings.
            DropUniformGroups = train.Flag("drop_uniform_groups", read.Advantage != Objectives.ObjectiveParts.Gae && defaults.DropUniformGroups),
        };
        read = TurnCreditSection.Read(train, read, vocabulary, roles, world);
        read = read with { Roles = RoleSection.Read(train, read, vocabulary, roles) };
        TurnCreditSection.Check(train, read);
        CriticSection.Check(train, read);
        train.Close();
        return read;
    }

    private static void CheckMomentum(ConfigSection train, TrainSettings read)
    {
        foreach (var key in MomentumKeys.Where(key => train.Has(key) && !UpdateRules.WithMomentum.Contains(read.Optimizer)))
        {
            train.Wrong(key, $"is read by {string.Join(" and ", UpdateRules.WithMomentum)} only, but train.optimizer is '{read.Optimizer}'; remove it.");
        }

        if (read is { Optimizer: "sgd", Nesterov: true } && (read.Momentum ?? 0) == 0)
        {
            train.Wrong("nesterov", "needs train.momentum above 0 with sgd, such as 0.9.");
        }
    }

    private static NegativeScalingSettings? NegativeScaling(ConfigSection scaling, bool isThere)
    {
        if (!isThere)
        {
            return null;
        }

        var read = new NegativeScalingSettings(
            scaling.Number("lambda", 0, 1, Advantages.NegativeScaling.DefaultLambda), scaling.Number("kappa", 0, 1000, Advantages.NegativeScaling.DefaultKappa));
        scaling.Close();
        return read;
    }

    internal static KlSettings Kl(ConfigSection kl, ScenarioVocabulary vocabulary, KlSettings defaults)
    {
        var inReward = kl.Flag("in_reward", defaults.InReward);
        var read = new KlSettings(
            kl.Choice("estimator", vocabulary.KlEstimators, inReward ? "k1" : defaults.Estimator), kl.Number("coefficient", 0, 1000, defaults.Coefficient))
        { InReward = inReward };
        if (inReward && read.Estimator is not ("k1" or "kl"))
        {
            kl.Wrong("estimator", $"is '{read.Estimator}', but in_reward pays the log-ratio itself, which is k1; remove one of the two.");
        }

        kl.Close();
        return read;
    }
}
