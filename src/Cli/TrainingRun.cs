using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training;
using Agentic.Training.Checkpoints;
using Agentic.Training.Evaluation;
using Agentic.Training.Learning;
using Agentic.Training.Logging;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary>A whole training in a run's folder, from the first step or from its last checkpoint.</summary>
internal static class TrainingRun
{
    /// <summary>Runs it.</summary>
    /// <exception cref="OperationCanceledException">Interrupted; a checkpoint of the last whole update has been saved.</exception>
    public static async Task<TrainingResult> RunAsync(
        CliContext context, CliOutput output, LoadedScenario loaded, RunFolder folder, bool resume, CancellationToken cancellation)
    {
        var scenario = loaded.Scenario;
        CheckpointFolder.RemoveUnfinished(folder.Path);
        var from = resume ? Latest(folder, output) : null;
        var cursor = from is null ? null : JsonNode.Parse(await File.ReadAllBytesAsync(from.Require("data_cursor.json"), cancellation));
        if (!resume && Directory.Exists(Path.Combine(folder.Path, "checkpoints")))
        {
            throw new UserException($"'{folder.Path}' holds a training already. Add --resume to go on with it, or choose another --output.");
        }

        Directory.CreateDirectory(folder.Path);
        AtomicFile.Write(folder.ResolvedScenario, System.Text.Encoding.UTF8.GetBytes(loaded.Values.ToYaml()));
        var first = from?.Step ?? 0;
        await using var session = PolicySession.OpenToLearn(scenario, from);
        using var files = new TrainingFiles(folder, MetricLog.Open(folder.Path, context.Clock, from is null ? -1 : first), (long?)cursor?["episodes"] ?? 0);
        using var progress = context.Progress("updates", scenario.Train.Updates);
        var monitor = new TrainingMonitor(session, files, output, progress);
        await using var trainer = new Trainer(session, monitor);
        var learner = await trainer.StartAsync();
        Evaluation? before = null;
        if (from is not null)
        {
            await RestoreAsync(session, learner, from);
            output.Line($"resumed after update {first} from {from.Location}");
        }
        else
        {
            await WarmStartAsync(session, output, cancellation);
            before = await monitor.EvaluateAsync(0, cancellation);
            await files.SaveAsync(session, learner, 0);
        }

        try
        {
            await trainer.RunAsync(first, cancellation);
        }
        catch (OperationCanceledException)
        {
            await files.SaveAsync(session, learner, Math.Max(monitor.Updates, first));
            output.Error.WriteLine($"Saved after update {Math.Max(monitor.Updates, first)}; 'agentic train … --output {folder.Path} --resume' goes on.");
            throw;
        }

        var after = monitor.Last ?? await monitor.EvaluateAsync(first, cancellation);
        return new TrainingResult(
            Math.Max(monitor.Updates, first), before, after, monitor.MismatchKl, monitor.MismatchMax, monitor.Curve, monitor.Chart(), session.Policy.Tokenizer);
    }

    private static CheckpointFolder Latest(RunFolder folder, CliOutput output)
    {
        var found = CheckpointFolder.Latest(folder.Path, out var problems);
        foreach (var problem in problems)
        {
            output.Error.WriteLine(problem);
        }

        return found ?? throw new UserException($"'{Path.Combine(folder.Path, "checkpoints")}' holds no whole checkpoint to go on from. Leave out --resume to begin anew in another --output.");
    }

    private static async Task WarmStartAsync(PolicySession session, CliOutput output, CancellationToken cancellation)
    {
        if (session.Scenario.WarmStart is { } settings)
        {
            var loss = await WarmStart.RunAsync(session, settings, cancellation: cancellation);
            output.Line($"warm start: {settings.Updates} steps on oracle episodes, loss {loss:0.000} per token");
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
    long Updates, Evaluation? Before, Evaluation After, double MismatchKl, double MismatchMax,
    IReadOnlyList<(long Update, double Success)> Curve, string Chart, ITokenizer Tokenizer);
