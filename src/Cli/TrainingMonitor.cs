using System.Collections.Concurrent;
using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Training;
using Agentic.Training.Evaluation;
using Agentic.Training.Guidance;
using Agentic.Training.Learning;
using Agentic.Training.Logging;
using Agentic.Training.Rollouts;
using Agentic.Viewer.Terminal;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary>Watches a training: writes metrics and checkpoints, evaluates, and keeps the curve.</summary>
internal sealed class TrainingMonitor(PolicySession session, IRoundCollector rollouts, TrainingFiles files, CliOutput output, ProgressBar progress) : ITrainingObserver
{
    private double _mismatchMean;
    private long _steps;

    /// <summary>Held-out success: (updates done, share).</summary>
    public List<(long Update, double Success)> Curve { get; } = [];

    /// <summary>The last evaluation.</summary>
    public Evaluation? Last { get; private set; }

    /// <summary>The same evaluation with help; null where the scenario has none.</summary>
    public Evaluation? Helped { get; private set; }

    /// <summary>Mean of <c>mismatch_kl</c> over the updates.</summary>
    public double MismatchKl => _steps == 0 ? 0 : _mismatchMean / _steps;

    /// <summary>Largest |d| of all updates.</summary>
    public double MismatchMax { get; private set; }

    /// <summary>Updates done.</summary>
    public long Updates { get; private set; }

    /// <summary>Where the time of the updates went.</summary>
    public TimeShares Shares { get; } = new();

    /// <summary>Metrics of the last update while they are not written; null otherwise.</summary>
    public IReadOnlyDictionary<string, double>? Unlogged { get; private set; }

    /// <inheritdoc/>
    public async Task UpdatedAsync(TrainingStep step, Learner learner, CancellationToken cancellation)
    {
        Updates = step.Number;
        // Of the first part alone: what comes after it is compared across its update.
        if (step.Parts[0].Statistics is { Steps: > 0 } statistics)
        {
            _mismatchMean += statistics.MismatchKl;
            _steps++;
            MismatchMax = Math.Max(MismatchMax, statistics.MismatchMax);
        }

        var settings = session.Scenario.Train;
        var isLast = step.Number == settings.Updates || step.Clock.IsOver;
        var metrics = StepMetrics.Of(step, session.Kind, session.Policy.Device.Memory());
        files.Record(step, session.Images);
        Shares.Add(step);
        await LogAsync(step.Number, metrics, isLast || (settings.EvalEvery > 0 && step.Number % settings.EvalEvery == 0), cancellation);
        if (isLast || (settings.CheckpointEvery > 0 && step.Number % settings.CheckpointEvery == 0))
        {
            await files.SaveAsync(session, learner, rollouts, step.Number);
        }

        progress.Report(step.Number);
    }

    /// <summary>Writes the metrics of an update, after its evaluation where there is one.</summary>
    /// <exception cref="OperationCanceledException">The evaluation was stopped: <see cref="Unlogged"/> holds what is still to be written.</exception>
    public async Task LogAsync(long update, IReadOnlyDictionary<string, double> metrics, bool evaluates, CancellationToken cancellation)
    {
        (Updates, Unlogged) = (update, metrics);
        var all = new Dictionary<string, double>(metrics);
        if (evaluates)
        {
            var evaluation = await EvaluateAsync(update, cancellation);
            all["val/success"] = evaluation.Success;
            all["val/return"] = evaluation.Return;
            all["val/legal_share"] = evaluation.LegalShare;
            if (Helped is { } helped)
            {
                all[MetricNames.ValidationSuccessWithHelp] = helped.Success;
            }
        }

        files.Metrics.Write(update, all);
        files.Flush();
        Unlogged = null;
    }

    /// <summary>Plays the scenario's evaluation greedily, and records its first episodes; none of them when it is stopped.</summary>
    public async Task<Evaluation> EvaluateAsync(long update, CancellationToken cancellation)
    {
        var recorded = files.Episodes;
        try
        {
            return await PlayAsync(update, cancellation);
        }
        catch (OperationCanceledException)
        {
            files.KeepEpisodes(recorded);
            throw;
        }
    }

    private async Task<Evaluation> PlayAsync(long update, CancellationToken cancellation)
    {
        var settings = session.Scenario.Eval;
        var sampling = Sampling;
        session.Images.Turn();
        var times = new ConcurrentDictionary<long, EpisodeTimes>();
        var evaluation = await Evaluator.RunAsync(
            session.Scenario, session.Kind, Judged(sampling), settings.Tasks, settings.Samples,
            record => files.Record(record, times[record.Index], update, session.Images), (record, spent) => times[record.Index] = spent, cancellation: cancellation);
        Helped = await HelpedAsync(sampling, cancellation);
        Last = evaluation;
        Curve.Add((update, evaluation.Success));
        output.Line($"update {update,5}  held-out success {evaluation.Success,6:P1}  legal {evaluation.LegalShare,6:P1}  return {evaluation.Return,6:0.000}{(Helped is { } helped ? $"  with help {helped.Success,6:P1}" : "")}");
        return evaluation;
    }

    // A policy that needs its crutch shows here: the same tasks, with the smallest help that the scenario has.
    private async Task<Evaluation?> HelpedAsync(SamplingOptions sampling, CancellationToken cancellation)
    {
        if (session.Scenario.Guidance is not { IsPlayedWith: true, What: not GuidanceSettings.Nothing } guidance)
        {
            return null;
        }

        var settings = session.Scenario.Eval;
        Func<EpisodePlan, EpisodePlan> help = guidance.IsReattempted ? new Reattempts(guidance, session.Kind).Advised : GroupGuidance.For(guidance, session.Kind, session.Scenario.Limits.MaxTurns).Helped;
        return await Evaluator.RunAsync(
            session.Scenario, session.Kind, Judged(sampling), settings.Tasks, settings.Samples,
            change: help, cancellation: cancellation);
    }

    /// <summary>The last evaluation by value of each axis of difficulty; plays what <c>eval.beyond</c> asks for.</summary>
    public Task<ImmutableArray<BoundaryRow>> BoundaryAsync(Evaluation last, CancellationToken cancellation) =>
        BoundaryTable.OfAsync(session.Scenario, session.Kind, Judged(Sampling), last, cancellation);

    private SamplingOptions Sampling => session.Scenario.Eval.Temperature > 0 ? new SamplingOptions(session.Scenario.Eval.Temperature) : SamplingOptions.Greedy;

    private EpisodeServices Judged(SamplingOptions sampling) => session.Services(EvaluatedRoles.Agents(session.Scenario, session.Kind, session.Agent(sampling)));

    /// <summary>The curve as text.</summary>
    public string Chart() => TerminalChart.Render([.. Curve.Select(point => ((double)point.Update, point.Success))], "held-out success", 60, 12, (0, 1))
        + (Shares.ToString() is { } shares ? $"\n{shares}" : "");
}
