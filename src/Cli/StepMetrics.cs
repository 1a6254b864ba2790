using Agentic.Agents;
using Agentic.Training;
using Agentic.Training.Logging;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary>The numbers of one update, under their public names.</summary>
internal static class StepMetrics
{
    /// <param name="step">The update.</param>
    /// <param name="kind">The world, which may measure itself.</param>
    /// <param name="memory">Of the policy's CUDA device, or null.</param>
    public static SortedDictionary<string, double> Of(TrainingStep step, IWorldKind kind, DeviceMemory? memory)
    {
        var returns = step.Scored.Select(episode => episode.Return).ToList();
        var mean = returns.Count > 0 ? returns.Average() : 0;
        var turns = step.Episodes.SelectMany(episode => episode.Turns).ToList();
        var replies = step.Episodes.SelectMany(episode => episode.Transcripts).SelectMany(transcript => transcript.Segments)
            .Where(segment => segment.Origin == SegmentOrigin.Sampled).ToList();
        var sampled = replies.Sum(segment => (long)segment.Ids.Length);
        var statistics = step.Statistics;
        var groups = step.Scored.GroupBy(episode => episode.Record.Group).ToList();
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["reward/mean"] = mean,
            ["reward/std"] = returns.Count > 1 ? Math.Sqrt(returns.Sum(value => (value - mean) * (value - mean)) / (returns.Count - 1)) : 0,
            ["env/success"] = Share(step.Scored.Count(episode => episode.Record.IsSolved), step.Scored.Count),
            ["env/legal_share"] = Share(turns.Count(turn => turn.Legal), turns.Count),
            ["env/turns"] = Share(turns.Count, step.Episodes.Count),
            ["env/faulted"] = step.Episodes.Count - step.Scored.Count,
            ["groups/mixed_share"] = Share(groups.Count(group => group.Select(episode => episode.Return).Distinct().Count() > 1), groups.Count),
            ["actor/loss"] = statistics.Loss,
            ["actor/grad_norm"] = statistics.GradNorm,
            ["actor/lr"] = step.LearningRate,
            ["actor/pg_clipfrac"] = statistics.Ratios.ClipFraction,
            ["actor/pg_clipfrac_lower"] = statistics.Ratios.LowFraction,
            ["actor/ppo_kl"] = statistics.Ratios.ApproximateKl,
            ["actor/entropy"] = statistics.Entropy ?? replies.Where(reply => reply.Sampling is not null).SelectMany(reply => reply.Sampling!.Entropies).DefaultIfEmpty(0).Average(),
            ["rollout/mismatch_kl"] = statistics.MismatchKl,
            ["rollout/mismatch_max"] = statistics.MismatchMax,
            ["response_length/mean"] = Share(sampled, replies.Count),
            ["rows/unique_share"] = Share(step.Rows.Unique.Count, step.Rows.Count),
            ["timing_s/rollout"] = step.Clock["rollout"],
            ["timing_s/update"] = step.Clock["update"],
            ["timing_s/episodes_policy"] = step.Time.Policy.TotalSeconds,
            ["timing_s/episodes_world"] = step.Time.World.TotalSeconds,
            ["timing_s/episodes_queue"] = step.Time.Queue.TotalSeconds,
            ["perf/sampled_tokens_per_s"] = Share(sampled, step.Clock["rollout"]),
            ["perf/trained_tokens_per_s"] = Share(statistics.Tokens, step.Clock["update"]),
        };
        foreach (var (name, value) in (kind as IMeasuredKind)?.Measures() ?? new Dictionary<string, double>())
        {
            metrics[name] = value;
        }

        if (statistics.ReferenceKl is { } kl)
        {
            metrics["actor/kl"] = kl;
        }

        if (memory is not null)
        {
            metrics[MetricNames.DeviceMemoryUsed] = memory.UsedBytes / 1048576.0;
            metrics[MetricNames.DeviceMemoryFree] = memory.FreeBytes / 1048576.0;
        }

        if (statistics.RejectedShare is { } rejected)
        {
            metrics[MetricNames.RejectedShare] = rejected;
        }

        return metrics;
    }

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;
}
