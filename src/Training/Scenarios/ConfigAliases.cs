using System.Collections.Frozen;

namespace Agentic.Training.Scenarios;

/// <summary>What other trainers call our keys (verl, TRL, Gymnasium), for "did you mean". None of them is accepted.</summary>
public static class ConfigAliases
{
    private static readonly FrozenDictionary<string, string> Right = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["rollout.n"] = "train.group_size",
        ["n"] = "train.group_size",
        ["num_generations"] = "train.group_size",
        ["n_samples_per_prompt"] = "train.group_size",
        ["group_size"] = "train.group_size",
        ["batch_size"] = "train.groups",
        ["train_batch_size"] = "train.groups",
        ["rollout_batch_size"] = "train.groups",
        ["per_device_train_batch_size"] = "train.groups",
        ["ppo_mini_batch_size"] = "train.mini_batch_rows",
        ["mini_batch_size"] = "train.mini_batch_rows",
        ["micro_batch_size"] = "train.mini_batch_rows",
        ["ppo_max_token_len_per_gpu"] = "train.max_tokens_per_pass",
        ["max_tokens_per_micro_batch"] = "train.max_tokens_per_pass",
        ["enable_gradient_checkpointing"] = "train.gradient_checkpointing",
        ["ppo_epochs"] = "train.epochs",
        ["num_iterations"] = "train.epochs",
        ["lr"] = "train.learning_rate",
        ["optim.lr"] = "train.learning_rate",
        ["warm_start.lr"] = "warm_start.learning_rate",
        ["lr_scheduler_type"] = "train.schedule",
        ["lr_warmup_steps"] = "train.warmup_updates",
        ["warmup_steps"] = "train.warmup_updates",
        ["optim"] = "train.optimizer",
        ["optimizer_type"] = "train.optimizer",
        ["grad_clip"] = "train.max_grad_norm",
        ["clip_grad"] = "train.max_grad_norm",
        ["max_steps"] = "train.updates",
        ["steps"] = "train.updates",
        ["iterations"] = "train.updates",
        ["total_training_steps"] = "train.updates",
        ["save_freq"] = "train.checkpoint_every",
        ["save_steps"] = "train.checkpoint_every",
        ["test_freq"] = "train.eval_every",
        ["eval_steps"] = "train.eval_every",
        ["adv_estimator"] = "train.advantage",
        ["advantage_estimator"] = "train.advantage",
        ["lam"] = "train.critic.lambda",
        ["gae_lambda"] = "train.critic.lambda",
        ["critic_warmup"] = "train.critic.warmup_updates",
        ["cliprange_value"] = "train.critic.clip",
        ["vf_coef"] = "train.critic.coefficient",
        ["use_kl_in_reward"] = "train.kl.in_reward",
        ["step_advantage_w"] = "train.step_weight",
        ["process_reward"] = "train.process_rewards",
        ["loss_mode"] = "train.surrogate",
        ["importance_sampling_level"] = "train.ratio",
        ["loss_agg_mode"] = "train.aggregation",
        ["loss_type"] = "train.aggregation",
        ["clip_ratio"] = "train.clip_low",
        ["clip_ratio_low"] = "train.clip_low",
        ["epsilon"] = "train.clip_low",
        ["clip_ratio_high"] = "train.clip_high",
        ["epsilon_high"] = "train.clip_high",
        ["kl_coef"] = "train.kl.coefficient",
        ["kl_coeff"] = "train.kl.coefficient",
        ["kl_loss_coef"] = "train.kl.coefficient",
        ["beta"] = "train.kl.coefficient",
        ["kl_penalty"] = "train.kl.estimator",
        ["kl_loss_type"] = "train.kl.estimator",
        ["rollout_rs"] = "train.rollout_rejection.kind",
        ["rollout_rs_threshold"] = "train.rollout_rejection.high",
        ["entropy_coeff"] = "train.entropy_coefficient",
        ["entropy_coef"] = "train.entropy_coefficient",
        ["max_turns"] = "limits.turns",
        ["max_episode_steps"] = "limits.turns",
        ["max_new_tokens"] = "limits.tokens_per_turn",
        ["max_tokens"] = "limits.tokens_per_turn",
        ["max_completion_length"] = "limits.tokens_per_turn",
        ["response_length"] = "limits.tokens_per_turn",
        ["max_response_length"] = "limits.tokens_per_turn",
        ["max_model_len"] = "limits.tokens",
        ["max_prompt_length"] = "limits.tokens",
        ["env"] = "world.name",
        ["env_name"] = "world.name",
        ["environment"] = "world.name",
        ["env_id"] = "world.name",
        ["model"] = "policy.checkpoint",
        ["model.path"] = "policy.checkpoint",
        ["model_name_or_path"] = "policy.checkpoint",
        ["lora_rank"] = "policy.lora.rank",
        ["lora_r"] = "policy.lora.rank",
        ["lora_alpha"] = "policy.lora.alpha",
        ["target_modules"] = "policy.lora.targets",
        ["exclude_modules"] = "policy.lora.exclude",
        ["use_rslora"] = "policy.lora.rslora",
        ["lora_dropout"] = "policy.lora.dropout",
        ["freeze_vision_tower"] = "policy.freeze",
        ["bf16"] = "policy.compute",
        ["dtype"] = "policy.compute",
        ["torch_dtype"] = "policy.compute",
        ["kv_cache_memory_bytes"] = "policy.cache_mib",
        ["gpu_memory_utilization"] = "policy.cache_mib",
        ["history"] = "context",
        ["history_length"] = "context",
        ["temp"] = "sampling.temperature",
        ["rollout.temperature"] = "sampling.temperature",
        ["val_batch_size"] = "eval.tasks",
        ["reward_weights"] = "reward",
        ["random_seed"] = "seed",
        ["filter_groups"] = "train.drop_uniform_groups",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The right name for a foreign one, by the longest ending of its path that is known; null when none is.</summary>
    public static string? Find(string path)
    {
        for (var start = 0; start >= 0;)
        {
            if (Right.TryGetValue(path[start..], out var right))
            {
                return right;
            }

            var dot = path.IndexOf('.', start);
            start = dot < 0 ? -1 : dot + 1;
        }

        return null;
    }
}
