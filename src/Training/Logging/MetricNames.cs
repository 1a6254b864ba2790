namespace Agentic.Training.Logging;

/// <summary>Every metric name, once. Where verl or TRL log the same quantity, the name is theirs.</summary>
public static class MetricNames
{
    /// <summary>Mean return of the batch's episodes, in reward units.</summary>
    public const string RewardMean = "reward/mean";
    /// <summary>Standard deviation of those returns, in reward units.</summary>
    public const string RewardStd = "reward/std";
    /// <summary>Share of episodes solved, 0 to 1.</summary>
    public const string Success = "env/success";
    /// <summary>Share of actions that were legal, 0 to 1.</summary>
    public const string LegalShare = "env/legal_share";
    /// <summary>Mean turns per episode.</summary>
    public const string Turns = "env/turns";
    /// <summary>Episodes that faulted, a count.</summary>
    public const string Faulted = "env/faulted";
    /// <summary>Share of groups whose returns differ, 0 to 1: only these teach.</summary>
    public const string MixedShare = "groups/mixed_share";
    /// <summary>Whole objective, in nats weighted by advantage.</summary>
    public const string Loss = "actor/loss";
    /// <summary>Policy-gradient part of the objective.</summary>
    public const string PolicyLoss = "actor/pg_loss";
    /// <summary>Mean entropy of a sampled token, in nats.</summary>
    public const string Entropy = "actor/entropy";
    /// <summary>Share of tokens clipped, 0 to 1.</summary>
    public const string ClippedShare = "actor/pg_clipfrac";
    /// <summary>Share of tokens stopped by the lower dual clip, 0 to 1.</summary>
    public const string ClippedLowerShare = "actor/pg_clipfrac_lower";
    /// <summary>Divergence from the policy before the update, nats per token.</summary>
    public const string PolicyKl = "actor/ppo_kl";
    /// <summary>Norm of the gradient before clipping.</summary>
    public const string GradientNorm = "actor/grad_norm";
    /// <summary>Learning rate of the step.</summary>
    public const string LearningRate = "actor/lr";
    /// <summary>Divergence from the reference policy, nats per token.</summary>
    public const string ReferenceKl = "actor/kl";
    /// <summary>Divergence of the rollout's log-probs from the trainer's, nats per token.</summary>
    public const string MismatchKl = "rollout/mismatch_kl";
    /// <summary>Largest absolute difference of those log-probs, in nats.</summary>
    public const string MismatchMax = "rollout/mismatch_max";
    /// <summary>Share of learnt tokens that train.rollout_rejection left out, 0 to 1; verl's rollout_rs_masked_fraction.</summary>
    public const string RejectedShare = "rollout_corr/rollout_rs_masked_fraction";
    /// <summary>1 where the ratios of a role start from log-probabilities that were computed anew just before its update, 0 where from those that were sampled with. Told by role.</summary>
    public const string OldLogProbsRecomputed = "rollout/old_log_probs_recomputed";
    /// <summary>Mean length of a reply, in tokens.</summary>
    public const string ResponseLength = "response_length/mean";
    /// <summary>Distinct inputs as a share of the training rows, 0 to 1: rows with equal inputs go through the model once.</summary>
    public const string UniqueShare = "rows/unique_share";
    /// <summary>Time of the rollout, in seconds.</summary>
    public const string RolloutSeconds = "timing_s/rollout";
    /// <summary>Time of the update, in seconds.</summary>
    public const string UpdateSeconds = "timing_s/update";
    /// <summary>Time of the whole step, in seconds.</summary>
    public const string StepSeconds = "timing_s/step";
    /// <summary>Tokens sampled per second of rollout.</summary>
    public const string SampledTokenRate = "perf/sampled_tokens_per_s";
    /// <summary>Tokens trained on per second of update.</summary>
    public const string TrainedTokenRate = "perf/trained_tokens_per_s";
    /// <summary>Memory of the policy's CUDA device in use, over all programs, in MiB.</summary>
    public const string DeviceMemoryUsed = "perf/device_memory_used_mib";
    /// <summary>Memory of the policy's CUDA device that is free, in MiB.</summary>
    public const string DeviceMemoryFree = "perf/device_memory_free_mib";
    /// <summary>Self-play: share of proposals that went to the solvers, 0 to 1.</summary>
    public const string AcceptedShare = "self_play/accepted_share";
    /// <summary>Self-play: share of proposals that keep to the rules and have the right answer as their only one, by the truth behind the world, 0 to 1.</summary>
    public const string ExactShare = "self_play/exact_share";
    /// <summary>Self-play: share of the accepted that the truth refuses, 0 to 1: no answer, another one, or several of which the evidence favours one.</summary>
    public const string AcceptedWrongShare = "self_play/accepted_wrong_share";
    /// <summary>Self-play: share of sound proposals that the reader confirmed and the truth refuses, 0 to 1.</summary>
    public const string ReaderFalseAccept = "self_play/reader_false_accept";
    /// <summary>Self-play: share of sound proposals that the reader did not confirm and the truth accepts, 0 to 1.</summary>
    public const string ReaderFalseReject = "self_play/reader_false_reject";
    /// <summary>Self-play: share of proposals that broke a rule first; the rule's name follows.</summary>
    public const string RefusedBy = "self_play/refused/";
    /// <summary>Self-play: share of the accepted that repeat a question of their round or of the pool, 0 to 1.</summary>
    public const string DuplicateShare = "self_play/duplicate_share";
    /// <summary>Self-play: mean words of a question.</summary>
    public const string QuestionWords = "self_play/question_words";
    /// <summary>Self-play: mean searches of a proposal.</summary>
    public const string Searches = "self_play/searches";
    /// <summary>Self-play: share of proposals with so many searches; the number follows, the last one counts more too.</summary>
    public const string SearchesOf = "self_play/searches_of/";
    /// <summary>Self-play: mean share of solvers that succeeded at a proposal of the round, 0 to 1.</summary>
    public const string ProposedSolved = "self_play/proposed_solved";
    /// <summary>Self-play: share of the solvers' places that an earlier problem filled, 0 to 1.</summary>
    public const string ReplayedShare = "self_play/replayed_share";
    /// <summary>Self-play: share of the solvers' places that stayed empty, 0 to 1.</summary>
    public const string EmptyShare = "self_play/empty_share";
    /// <summary>Self-play: problems in the pool after the round.</summary>
    public const string PoolSize = "self_play/pool_size";
    /// <summary>Guidance: share of the episodes learnt from that had help, 0 to 1.</summary>
    public const string GuidedShare = "guidance/share";
    /// <summary>Guidance: success of episodes without help, 0 to 1; first attempts, where help came after them.</summary>
    public const string SuccessWithoutHelp = "guidance/success_without";
    /// <summary>Guidance: success of the episodes learnt from that had help, 0 to 1.</summary>
    public const string SuccessWithHelp = "guidance/success_with";
    /// <summary>Guidance: success of attempts that were made again after a failure, 0 to 1.</summary>
    public const string ReattemptSuccess = "guidance/success_again";
    /// <summary>Guidance: share of groups of which no member succeeded at first, 0 to 1.</summary>
    public const string AllWrongShare = "guidance/all_wrong_share";
    /// <summary>Guidance: share of groups of which no member succeeded in the end either, 0 to 1.</summary>
    public const string AllWrongShareLeft = "guidance/all_wrong_share_left";
    /// <summary>Curriculum: mean, over the round's episodes, of the middle of the range that was drawn, in the axis's unit; the axis's name follows.</summary>
    public const string CurriculumMean = "curriculum/mean/";
    /// <summary>Curriculum: where a staircase stands after the round, or where a frontier is seen, in the axis's unit; the axis's name follows.</summary>
    public const string CurriculumPlace = "curriculum/place/";
    /// <summary>Curriculum: success of the round's first attempts in one range, 0 to 1; the axis's name and the middle of the range follow.</summary>
    public const string CurriculumSuccess = "curriculum/success/";
    /// <summary>Guidance: mean distance of a group's success from the target in the first round, 0 to 1.</summary>
    public const string FittedGapFirst = "guidance/fitted_gap_first";
    /// <summary>Guidance: mean distance of a group's success from the target in the last round, 0 to 1.</summary>
    public const string FittedGapLast = "guidance/fitted_gap_last";
    /// <summary>Guidance: mean share of the solution that the next round would show, 0 to 1.</summary>
    public const string FittedShare = "guidance/fitted_share";
    /// <summary>Guidance: rows of corrected thoughts that are imitated.</summary>
    public const string CorrectedThoughts = "guidance/corrected_thoughts";
    /// <summary>Process rewards: mean sum over an episode of one source, undiscounted and before its weight; the source's name follows.</summary>
    public const string ProcessRewardOf = "process/reward_of/";
    /// <summary>Process rewards: mean sum over a solved episode, weighted, undiscounted, in reward units.</summary>
    public const string ProcessRewardSolved = "process/reward_solved";
    /// <summary>Process rewards: the same over an episode that was not solved; above that of the solved ones, failing pays.</summary>
    public const string ProcessRewardUnsolved = "process/reward_unsolved";
    /// <summary>Process rewards: most that an episode earned on a way from a state back to the same state, discounted; above 0 the rewards can be farmed.</summary>
    public const string ProcessCycleGain = "process/cycle_gain";
    /// <summary>Process rewards: share of episodes that earned something on such a way, 0 to 1.</summary>
    public const string ProcessCycleShare = "process/cycle_share";
    /// <summary>Consistency filter: share of episodes that are learnt from, 0 to 1.</summary>
    public const string ProcessKeptShare = "process/kept_share";
    /// <summary>Consistency filter: mean score of solved episodes' turns, before the choice.</summary>
    public const string ProcessScoreSolved = "process/score_solved";
    /// <summary>Consistency filter: mean score of the other episodes' turns, before the choice.</summary>
    public const string ProcessScoreUnsolved = "process/score_unsolved";
    /// <summary>Advantages of turns: share of turns whose state another turn of their group shares, 0 to 1; what step groups live on.</summary>
    public const string SharedStateShare = "groups/shared_state_share";
    /// <summary>Critic: mean loss of its forecasts over the steps, half a squared reward unit.</summary>
    public const string ValueLoss = "critic/vf_loss";
    /// <summary>Critic: share of forecasts that the value clip held back, 0 to 1.</summary>
    public const string ValueClippedShare = "critic/vf_clipfrac";
    /// <summary>Critic: 1 − Var(return − forecast) / Var(return), before the update; 1 for a perfect critic, 0 for one that says the same of all. Left out where all returns are equal.</summary>
    public const string ExplainedVariance = "critic/vf_explained_var";
    /// <summary>Critic: mean forecast before the update, in reward units.</summary>
    public const string ValuesMean = "critic/values/mean";
    /// <summary>Critic: mean of what it should have said, in reward units.</summary>
    public const string ReturnsMean = "critic/returns/mean";
    /// <summary>Critic: norm of its own gradient before clipping.</summary>
    public const string CriticGradientNorm = "critic/grad_norm";
    /// <summary>Critic: learning rate of its steps.</summary>
    public const string CriticLearningRate = "critic/lr";
    /// <summary>Mean log-ratio of sampled tokens to the reference that their rewards paid for, before its coefficient, nats per token.</summary>
    public const string RewardKl = "actor/reward_kl_penalty";
    /// <summary>Share of held-out tasks solved, 0 to 1.</summary>
    public const string ValidationSuccess = "val/success";
    /// <summary>Share of held-out tasks solved with the smallest help that the scenario has, 0 to 1; beside "val/success" it shows who needs a crutch.</summary>
    public const string ValidationSuccessWithHelp = "val/success_guided";
    /// <summary>Mean return on held-out tasks, in reward units.</summary>
    public const string ValidationReturn = "val/return";
}
