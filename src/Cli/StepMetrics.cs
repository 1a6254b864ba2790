using Agentic.Agents;
using Agentic.Training;
using Agentic.Training.Logging;
using Agentic.Training.Scenarios;
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
        var metrics = new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            ["timing_s/rollout"] = step.Clock["rollout"],
            ["timing_s/update"] = step.Clock["update"],
            ["timing_s/episodes_policy"] = step.Time.Policy.TotalSeconds,
            ["timing_s/episodes_world"] = step.Time.World.TotalSeconds,
            ["timing_s/episodes_queue"] = step.Time.Queue.TotalSeconds,
            ["perf/sampled_tokens_per_s"] = Share(step.Parts.Sum(part => Replies(part).Sum(reply => (long)reply.Ids.Length)), step.Clock["rollout"]),
            ["perf/trained_tokens_per_s"] = Share(step.Parts.Sum(part => part.Statistics.Tokens + (part.Statistics.Critic?.Tokens ?? 0)), step.Clock["update"]),
        };
        foreach (var part in step.Parts)
        {
            // A role that acts alone needs no name.
            Add(metrics, step.Parts.Count == 1 ? "" : $"{part.Of.Role}/", part);
        }

        foreach (var (name, value) in ((kind as IMeasuredKind)?.Measures() ?? new Dictionary<string, double>()).Concat(step.Measures))
        {
            metrics[name] = value;
        }

        if (memory is not null)
        {
            metrics[MetricNames.DeviceMemoryUsed] = memory.UsedBytes / 1048576.0;
            metrics[MetricNames.DeviceMemoryFree] = memory.FreeBytes / 1048576.0;
        }

        return metrics;
    }

    private static void Add(SortedDictionary<string, double> metrics, string prefix, LearntPart part)
    {
        var (scored, episodes, statistics, replies) = (part.Of.Scored, part.Of.Episodes, part.Statistics, Replies(part));
        var returns = scored.Select(episode => episode.Return).ToList();
        var mean = returns.Count > 0 ? returns.Average() : 0;
        var turns = episodes.SelectMany(episode => episode.Turns).Where(turn => turn.Role == part.Of.Index).ToList();
        var groups = scored.GroupBy(episode => episode.Record.Group).ToList();
        void Note(string name, double value) => metrics[prefix + name] = value;

        Note("reward/mean", mean);
        Note("reward/std", returns.Count > 1 ? Math.Sqrt(returns.Sum(value => (value - mean) * (value - mean)) / (returns.Count - 1)) : 0);
        Note("env/success", Share(scored.Count(episode => episode.Record.IsWonBy(episode.Role)), scored.Count));
        Note("env/legal_share", Share(turns.Count(turn => turn.Legal), turns.Count));
        Note("env/turns", Share(turns.Count, episodes.Count));
        Note("env/faulted", episodes.Count(episode => episode.End is EpisodeEnd.Faulted));
        Note("groups/mixed_share", Share(groups.Count(group => group.Select(episode => episode.Return).Distinct().Count() > 1), groups.Count));
        Note("actor/loss", statistics.Loss);
        Note("actor/grad_norm", statistics.GradNorm);
        Note("actor/lr", part.LearningRate);
        Note("actor/pg_clipfrac", statistics.Ratios.ClipFraction);
        Note("actor/pg_clipfrac_lower", statistics.Ratios.LowFraction);
        Note("actor/ppo_kl", statistics.Ratios.ApproximateKl);
        Note("actor/entropy", statistics.Entropy ?? replies.Where(reply => reply.Sampling is not null).SelectMany(reply => reply.Sampling!.Entropies).DefaultIfEmpty(0).Average());
        Note("rollout/mismatch_kl", statistics.MismatchKl);
        Note("rollout/mismatch_max", statistics.MismatchMax);
        Note("response_length/mean", Share(replies.Sum(reply => (long)reply.Ids.Length), replies.Count));
        Note("rows/unique_share", Share(part.Rows.Unique.Count, part.Rows.Count));
        foreach (var (name, value) in part.Credit.Measures)
        {
            Note(name, value);
        }

        foreach (var (name, value) in statistics.Critic?.Measures ?? [])
        {
            Note(name, value);
        }

        if (statistics.ReferenceKl is { } kl)
        {
            Note("actor/kl", kl);
        }

        if (statistics.RejectedShare is { } rejected)
        {
            Note(MetricNames.RejectedShare, rejected);
        }

        if (prefix.Length > 0)
        {
            Note(MetricNames.OldLogProbsRecomputed, part.Of.Settings.OldLogProbs == TrainSettings.OldLogProbsOf[0] ? 0 : 1);
        }
    }

    private static List<TokenSegment> Replies(LearntPart part) =>
        [.. part.Of.Episodes.SelectMany(episode => episode.Transcripts[part.Of.Index].Segments).Where(segment => segment.Origin == SegmentOrigin.Sampled)];

    private static double Share(double part, double whole) => whole > 0 ? part / whole : 0;
}
