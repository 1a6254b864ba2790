using System.CommandLine;
using System.Runtime.InteropServices;
using Agentic.Training.Scenarios;

namespace Agentic.Cli;

/// <summary>The program: parses, runs one verb, and turns whatever happens into an exit code and one clear message.</summary>
public static class CommandLineApp
{
    /// <summary>Runs one call.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="policies">Who loads policies; null for none.</param>
    /// <param name="cancellation">Stops it, as Ctrl-C does.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, TextWriter output, TextWriter error, IPolicyLoader? policies = null, CancellationToken cancellation = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        void OnCancel(object? sender, ConsoleCancelEventArgs pressed)
        {
            // The first Ctrl-C asks; the second one is left to the system, which ends the process.
            pressed.Cancel = !stop.IsCancellationRequested;
            if (pressed.Cancel)
            {
                error.WriteLine("Stopping … press Ctrl-C again to end at once.");
                stop.Cancel();
            }
        }

        // What a machine that is needed elsewhere sends is answered like Ctrl-C: save, then go.
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        });
        Console.CancelKeyPress += OnCancel;
        var report = new FailureReport(output, error, args.Contains(CliContext.Json.Name));
        try
        {
            var context = new CliContext(output, error, TimeProvider.System, ScenarioVocabulary.Default, policies ?? new PolicyLoader());
            var call = Commands(context).Parse(args);
            if (call.Errors.Count > 0)
            {
                return report.Say($"{string.Join('\n', call.Errors.Select(mistake => mistake.Message))}\n'agentic --help' shows what there is.", ExitCode.BadArguments);
            }

            return await call.InvokeAsync(
                new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return report.Say("Interrupted.", ExitCode.Interrupted);
        }
        catch (Exception failure)
        {
            return report.Explain(failure);
        }
        finally
        {
            Console.CancelKeyPress -= OnCancel;
        }
    }

    private static RootCommand Commands(CliContext context)
    {
        var root = new RootCommand("Agentic: worlds that a policy sees and acts in, recorded to the token.")
        {
            WorldsCommand.Create(context),
            IndexCommand.Create(context),
            PlayCommand.Create(context),
            QuickstartCommand.Create(context),
            TrainCommand.Create(context),
            EvalCommand.Create(context),
            ReproduceCommand.Create(context),
            RolloutCommand.Create(context),
            ReplayCommand.Create(context),
            WatchCommand.Create(context),
            ServeCommand.Create(context),
            ExportCommand.Create(context),
            CheckpointCommand.Create(context),
            ConfigCommand.Create(context),
            DoctorCommand.Create(context),
            BenchCommand.Create(context),
        };
        root.Options.Add(CliContext.Json);
        return root;
    }
}
