using System.Collections.Immutable;
using Agentic.Training.Curricula;
using Agentic.Training.Objectives;
using Agentic.Training.ProcessRewards;

namespace Agentic.Training.Scenarios;

/// <summary>How the policy learns from its own episodes. The defaults of all keys stand here.</summary>
public sealed record TrainSettings
{
    // One for all, so that settings without roles are equal.
    private static readonly ImmutableSortedDictionary<string, TrainSettings> NoRoles = ImmutableSortedDictionary.Create<string, TrainSettings>(StringComparer.Ordinal);

    /// <summary>Rounds of collecting and learning.</summary>
    public int Updates { get; init; } = 300;

    /// <summary>Tasks per update.</summary>
    public int Groups { get; init; } = 64;

    /// <summary>Episodes per task.</summary>
    public int GroupSize { get; init; } = 8;

    /// <summary>Groups of each update whose episodes are recorded, with their advantages; the first ones.</summary>
    public int RecordGroups { get; init; } = 2;

    /// <summary>Distinct rows per optimiser step.</summary>
    public int MiniBatchRows { get; init; } = 128;

    /// <summary>Tokens, padding included, that go through the model together; changes speed and memory, not what is learnt.</summary>
    public int MaxTokensPerPass { get; init; } = Learning.LearnerSettings.DefaultTokensPerPass;

    /// <summary>Whether decoder layers are computed again in the backward pass instead of being kept.</summary>
    public bool GradientCheckpointing { get; init; }

    /// <summary>Times that each batch is learnt from.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>Highest learning rate.</summary>
    public double LearningRate { get; init; } = 3e-4;

    /// <summary>How the rate goes on after the warm-up.</summary>
    public string Schedule { get; init; } = "constant";

    /// <summary>Updates over which the rate rises to its height.</summary>
    public int WarmupUpdates { get; init; } = 10;

    /// <summary>Name of the optimiser.</summary>
    public string Optimizer { get; init; } = "adamw";

    /// <summary>The optimiser's weight decay.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Adam's memory of the gradient.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Adam's memory of the squared gradient.</summary>
    public double Beta2 { get; init; } = 0.98;

    /// <summary>Memory of the gradient in sgd and muon; null for the optimiser's own.</summary>
    public double? Momentum { get; init; }

    /// <summary>Whether sgd and muon look ahead; null for the optimiser's own.</summary>
    public bool? Nesterov { get; init; }

    /// <summary>The gradient's norm is cut to this.</summary>
    public double MaxGradNorm { get; init; } = 1;

    /// <summary>Name of the advantage estimator.</summary>
    public string Advantage { get; init; } = "grpo";

    /// <summary>Softens what lowers probabilities in groups that rarely succeed; null does not.</summary>
    public NegativeScalingSettings? NegativeScaling { get; init; }

    /// <summary>γ per turn, of returns and of potentials, with advantages of turns; null for 1.</summary>
    public double? TurnDiscount { get; init; }

    /// <summary>What comparing turns counts for beside comparing episodes, with advantages that do both; null for 1.</summary>
    public double? StepWeight { get; init; }

    /// <summary>How alike the texts of two states must be, 0 to 1, to count as one where turns are compared by state; null for the same states alone.</summary>
    public double? StateSimilarity { get; init; }

    /// <summary>What turns are paid beside the task's own reward; null for nothing.</summary>
    public ProcessRewardSettings? ProcessRewards { get; init; }

    /// <summary>The critic behind the advantage "gae"; null with every other one.</summary>
    public CriticSettings? Critic { get; init; }

    /// <summary>β of DPO over pairs of a passed and a failed episode of a task, in place of advantages and surrogate; null for these.</summary>
    public double? PreferenceBeta { get; init; }

    /// <summary>Which members of a group are learnt from; null for all.</summary>
    public ConsistencyFilterSettings? ConsistencyFilter { get; init; }

    /// <summary>How hard the tasks of training are in the course of it; null draws them evenly from the world's difficulty.</summary>
    public CurriculumSettings? Curriculum { get; init; }

    /// <summary>Name of the importance ratio.</summary>
    public string Ratio { get; init; } = "token";

    /// <summary>Name of the surrogate.</summary>
    public string Surrogate { get; init; } = "ppo_clip";

    /// <summary>The ratio may fall to 1 − this.</summary>
    public double ClipLow { get; init; } = 0.2;

    /// <summary>The ratio may rise to 1 + this.</summary>
    public double ClipHigh { get; init; } = 0.28;

    /// <summary>Name of the aggregation.</summary>
    public string Aggregation { get; init; } = "token-mean";

    /// <summary>The tie to the reference policy.</summary>
    public KlSettings Kl { get; init; } = new("k3", 0);

    /// <summary>Weight of the entropy bonus.</summary>
    public double EntropyCoefficient { get; init; }

    /// <summary>Which tokens are left out of the surrogate, or null for none.</summary>
    public RejectionSettings? Rejection { get; init; }

    /// <summary>Whether groups whose members all earned the same are left out.</summary>
    public bool DropUniformGroups { get; init; } = true;

    /// <summary>Whether it learns at all; a role that does not is played by the policy that the others make, unless <see cref="Weights"/> says otherwise.</summary>
    public bool Learns { get; init; } = true;

    /// <summary>Which weights a role is played with: one of <see cref="WeightsOf"/>.</summary>
    public string Weights { get; init; } = WeightsOf[0];

    /// <summary>"shared": those that learn, whichever role they learn from. "start": those with which learning began, which stay as they are.</summary>
    public static ImmutableArray<string> WeightsOf { get; } = ["shared", "start"];

    /// <summary>Whether some role is played with the weights of the start.</summary>
    public bool KeepsStart => Roles.Values.Any(role => role.IsOfStart);

    /// <summary>Whether the role is played with the weights of the start.</summary>
    public bool IsOfStart => Weights == WeightsOf[1];

    /// <summary>The temperature at which this role is sampled; null for the scenario's.</summary>
    public double? Temperature { get; init; }

    /// <summary>Which log-probabilities ratios start from: one of <see cref="OldLogProbsOf"/>.</summary>
    public string OldLogProbs { get; init; } = OldLogProbsOf[0];

    /// <summary>
    /// "sampled": those of the weights that sampled. "recomputed": those of the weights just before the role's own update, which an earlier
    /// role's update has moved; the ratio then starts at 1.
    /// </summary>
    public static ImmutableArray<string> OldLogProbsOf { get; } = ["sampled", "recomputed"];

    /// <summary>Roles that learn in another way than these settings say.</summary>
    public ImmutableSortedDictionary<string, TrainSettings> Roles { get; init; } = NoRoles;

    /// <summary>How a role learns.</summary>
    public TrainSettings Of(string role) => Roles.GetValueOrDefault(role, this);

    /// <summary>Updates between checkpoints; 0 for the last one only.</summary>
    public int CheckpointEvery { get; init; } = 50;

    /// <summary>Updates between evaluations; 0 for the last one only.</summary>
    public int EvalEvery { get; init; } = 50;

    /// <summary>Seconds after which training ends early, or null. A run with a limit is not reproducible.</summary>
    public double? TimeLimitSeconds { get; init; }
}

/// <summary>The tie to the reference policy.</summary>
/// <param name="Estimator">Name of the estimator.</param>
/// <param name="Coefficient">Its weight in the loss; 0 needs no reference.</param>
public sealed record KlSettings(string Estimator, double Coefficient)
{
    /// <summary>Whether each token pays for its log-ratio in its reward, as PPO was published, in place of a term in the loss.</summary>
    public bool InReward { get; init; }
}

/// <summary>Negative advantages times clamp(λ + κ · mean return of the group, 0, 1).</summary>
/// <param name="Lambda">λ, the factor of a group that earned nothing.</param>
/// <param name="Kappa">κ, how fast it rises with the group's mean return.</param>
public sealed record NegativeScalingSettings(double Lambda, double Kappa);

/// <summary>Tokens or responses that are left out because the policy now and the one that sampled disagree about them.</summary>
/// <param name="Kind">Name of the rule.</param>
/// <param name="Low">Smallest ratio that is kept, for rules of ratios; null for the inverse of the largest.</param>
/// <param name="High">Largest ratio or divergence that is kept.</param>
public sealed record RejectionSettings(string Kind, double? Low, double High);

/// <summary>Imitation of the oracle before reinforcement.</summary>
public sealed record WarmStartSettings
{
    /// <summary>Optimiser steps; the most that are taken where <see cref="UntilSuccess"/> is set.</summary>
    public int Updates { get; init; } = 120;

    /// <summary>Greedy success on validation tasks, 0 to 1, at which imitation ends, so that policies of all seeds set out alike; null to take all steps.</summary>
    public double? UntilSuccess { get; init; }

    /// <summary>Steps between two looks at the success.</summary>
    public int CheckEvery { get; init; } = 10;

    /// <summary>Validation tasks of one look.</summary>
    public int CheckTasks { get; init; } = 128;

    /// <summary>Demonstrations that are played first and then gone through again and again, each time in another order, where episodes are dear; null for new ones all the time.</summary>
    public long? Episodes { get; init; }

    /// <summary>Rows per step.</summary>
    public int Rows { get; init; } = 64;

    /// <summary>Highest learning rate.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the rate goes on after the warm-up.</summary>
    public string Schedule { get; init; } = "constant";

    /// <summary>Steps over which the rate rises to its height.</summary>
    public int WarmupUpdates { get; init; } = 10;

    /// <summary>Share of demonstrations, 0 to 1, that are shown with the scenario's advice, so that a policy learns to read it.</summary>
    public double AdvisedShare { get; init; }

    /// <summary>What thoughts, actions and their places count for.</summary>
    public TokenClassWeights TokenWeights { get; init; } = new();

    /// <summary>In self-play, how many demonstrations of solving, proposing and reading follow upon one another. One each by default.</summary>
    public RoleShares Roles { get; init; } = new();
}

/// <summary>Parts of a mixture of roles' demonstrations.</summary>
/// <param name="Solver">Of solving.</param>
/// <param name="Proposer">Of proposing.</param>
/// <param name="Reader">Of reading.</param>
public sealed record RoleShares(int Solver = 1, int Proposer = 1, int Reader = 1)
{
    /// <summary>Which role each demonstration of a round is of, by place in the order solver, proposer, reader.</summary>
    /// <param name="roles">How many roles there are; where there is one, it has all of them.</param>
    public ImmutableArray<int> Round(int roles) => roles == 1 ? [0]
        : [.. new[] { Solver, Proposer, Reader }.Take(roles).SelectMany((share, role) => Enumerable.Repeat(role, share))];
}

/// <summary>How a policy is judged.</summary>
public sealed record EvalSettings
{
    /// <summary>Drawn tasks; the other orders are those of a list.</summary>
    public const string Drawn = "off";

    /// <summary>Number of tasks; of a whole list the most that are played, the first ones.</summary>
    public int Tasks { get; init; } = 256;

    /// <summary>Whether each listed task of the split is played once, and in which of <see cref="Rollouts.TaskList.Orders"/>; or <see cref="Drawn"/>.</summary>
    public string Whole { get; init; } = Drawn;

    /// <summary>Episodes per task.</summary>
    public int Samples { get; init; } = 1;

    /// <summary>Temperature; 0 takes the most likely token.</summary>
    public double Temperature { get; init; }

    /// <summary>Values of axes at which the last evaluation plays more tasks, wherever training stops; for the boundary table alone.</summary>
    public ImmutableSortedDictionary<string, ImmutableArray<double>> Beyond { get; init; } = ImmutableSortedDictionary.Create<string, ImmutableArray<double>>(StringComparer.Ordinal);

    /// <summary>Tasks at each of these values.</summary>
    public int BeyondTasks { get; init; } = 32;

    /// <summary>Roles that somebody else plays than the policy that is judged: role → "random" or "oracle".</summary>
    public ImmutableSortedDictionary<string, string> Roles { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The share of the task space.</summary>
    public Agents.Split Split { get; init; } = Agents.Split.Test;
}
