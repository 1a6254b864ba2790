using System.Collections.Immutable;
using Agentic.Training;
using Agentic.Training.Checkpoints;
using Agentic.Training.Evaluation;
using Agentic.Training.Learning;
using Agentic.Training.Logging;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary>A whole training in a run's folder, from the first step or from its last checkpoint.</summary>
internal static class TrainingRun
{
    /// <summary>Runs it.</summary>
    /// <exception cref="OperationCanceledException">Interrupted; once the warm start is over, a checkpoint of the last whole update has been saved.</exception>
    public static async Task<TrainingResult> RunAsync(
        CliContext context, CliOutput output, LoadedScenario loaded, RunFolder folder, bool resume, CancellationToken cancellation)
    {
        var scenario = loaded.Scenario;
        RequireRoom(folder, resume);
        using var files = new TrainingFiles(folder);
        CheckpointFolder.RemoveUnfinished(folder.Path);
        var from = resume ? Latest(folder, output) : null;
        var cursor = from is null ? TrainingCursor.Start : TrainingCursor.Read(from);
        var first = from?.Step ?? 0;
        await using var session = PolicySession.OpenToLearn(scenario, from);
        files.Begin(cursor, context.Clock);
        AtomicFile.Write(folder.ResolvedScenario, System.Text.Encoding.UTF8.GetBytes(loaded.Values.ToYaml()));
        using var progress = context.Progress("updates", scenario.Train.Updates);
        var rollouts = RoundCollectors.For(session);
        var monitor = new TrainingMonitor(session, rollouts, files, output, progress);
        await using var trainer = new Trainer(session, monitor, rollouts);
        var learner = await trainer.StartAsync();
        Evaluation? before = null;
        try
        {
            if (from is not null)
            {
                await RestoreAsync(session, learner, from);
                rollouts.Restore(cursor.Rollouts);
                output.Line($"resumed after update {first} from {from.Location}");
                await CatchUpAsync(session, learner, rollouts, monitor, files, cursor, cancellation);
            }
            else
            {
                await WarmStartAsync(session, output, cancellation);
                before = await monitor.EvaluateAsync(0, cancellation);
                await files.SaveAsync(session, learner, rollouts, 0);
            }

            await trainer.RunAsync(first, cancellation);
        }
        catch (OperationCanceledException)
        {
            await SnapshotAsync(session, learner, rollouts, monitor, files, output);
            throw;
        }

        var after = monitor.Last ?? await JudgeAsync(monitor, files, first, cancellation);
        var boundary = await monitor.BoundaryAsync(after, cancellation);
        BoundaryReport.Save(folder, Math.Max(monitor.Updates, first), boundary);
        return new TrainingResult(
            Math.Max(monitor.Updates, first), before, after, boundary, monitor.MismatchKl, monitor.MismatchMax, monitor.Curve, monitor.Chart(), session.Policy.Tokenizer);
    }

    // Nothing was left to do: the evaluation of the last update is recorded already.
    private static async Task<Evaluation> JudgeAsync(TrainingMonitor monitor, TrainingFiles files, long update, CancellationToken cancellation)
    {
        var recorded = files.Episodes;
        var evaluation = await monitor.EvaluateAsync(update, cancellation);
        files.KeepEpisodes(recorded);
        return evaluation;
    }

    // Looks only: a folder that is refused stays as it is.
    private static void RequireRoom(RunFolder folder, bool resume)
    {
        if (!resume && CheckpointFolder.Exists(folder.Path))
        {
            throw new UserException($"'{folder.Path}' holds a training already. Add --resume to go on with it, or choose another --output.");
        }

        if (File.Exists(folder.TimingLines) && !File.Exists(folder.LearningLines))
        {
            throw new UserException($"'{folder.Path}' holds the episodes of a rollout. Choose another --output.");
        }
    }

    private static CheckpointFolder? Latest(RunFolder folder, CliOutput output)
    {
        var found = CheckpointFolder.Latest(folder.Path, out var problems);
        foreach (var problem in problems)
        {
            output.Error.WriteLine(problem);
        }

        if (found is null && CheckpointFolder.Exists(folder.Path))
        {
            throw new UserException($"'{Path.Combine(folder.Path, "checkpoints")}' holds no whole checkpoint to go on from. Restore one, or begin anew in another --output.");
        }

        if (found is null)
        {
            output.Line($"'{folder.Path}' holds no checkpoint yet: the training begins with its first step.");
        }

        return found;
    }

    // The run was interrupted in the middle of an evaluation: it is played anew, so that the files come out as if nothing had happened.
    private static async Task CatchUpAsync(
        PolicySession session, Learner learner, IRoundCollector rollouts, TrainingMonitor monitor, TrainingFiles files, TrainingCursor cursor, CancellationToken cancellation)
    {
        if (cursor.Unlogged is { } metrics)
        {
            await monitor.LogAsync(cursor.Update, metrics, evaluates: true, cancellation);
            await files.SaveAsync(session, learner, rollouts, cursor.Update);
        }
    }

    private static async Task SnapshotAsync(PolicySession session, Learner learner, IRoundCollector rollouts, TrainingMonitor monitor, TrainingFiles files, CliOutput output)
    {
        if (files.Saved < 0)
        {
            output.Error.WriteLine($"Stopped before the first update: there is nothing to save yet. The same command begins anew in {files.Folder.Path}.");
            return;
        }

        if (monitor.Updates > files.Saved)
        {
            await files.SaveAsync(session, learner, rollouts, monitor.Updates, monitor.Unlogged);
        }

        output.Error.WriteLine($"Saved after update {files.Saved}; 'agentic train … --output {files.Folder.Path} --resume' goes on.");
    }

    private static async Task WarmStartAsync(PolicySession session, CliOutput output, CancellationToken cancellation)
    {
        if (session.Scenario.WarmStart is { } settings)
        {
            output.Line((await WarmStart.RunAsync(session, settings, reached => output.Line(reached.Describe()), cancellation)).Describe());
        }
    }

    private static Task<int> RestoreAsync(PolicySession session, Learner learner, CheckpointFolder from) => session.Engine.RunAsync(() =>
    {
        using var state = SafetensorsFile.Open(from.Require("optim/optimizer.safetensors"));
        learner.Restore(state);
        session.Engine.WeightsChanged((int)from.Step);
        return 0;
    });
}

/// <summary>What a training came to.</summary>
internal sealed record TrainingResult(
    long Updates, Evaluation? Before, Evaluation After, ImmutableArray<BoundaryRow> Boundary, double MismatchKl, double MismatchMax,
    IReadOnlyList<(long Update, double Success)> Curve, string Chart, ITokenizer Tokenizer);
