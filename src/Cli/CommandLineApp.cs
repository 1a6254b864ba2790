using System.CommandLine;
using Agentic.Agents;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;
using Agentic.Worlds;

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

        Console.CancelKeyPress += OnCancel;
        try
        {
            var context = new CliContext(output, error, TimeProvider.System, ScenarioVocabulary.Default, policies ?? new PolicyLoader());
            var call = Commands(context).Parse(args);
            if (call.Errors.Count > 0)
            {
                foreach (var mistake in call.Errors)
                {
                    await error.WriteLineAsync(mistake.Message);
                }

                await error.WriteLineAsync("'agentic --help' shows what there is.");
                return ExitCode.BadArguments;
            }

            return await call.InvokeAsync(
                new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await error.WriteLineAsync("Interrupted.");
            return ExitCode.Interrupted;
        }
        catch (Exception failure)
        {
            return await ExplainAsync(failure, error);
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
            PlayCommand.Create(context),
            QuickstartCommand.Create(context),
            TrainCommand.Create(context),
            EvalCommand.Create(context),
            RolloutCommand.Create(context),
            ReplayCommand.Create(context),
            WatchCommand.Create(context),
            ServeCommand.Create(context),
            ExportCommand.Create(context),
            CheckpointCommand.Create(context),
            ConfigCommand.Create(context),
            DoctorCommand.Create(context),
        };
        root.Options.Add(CliContext.Json);
        return root;
    }

    private static async Task<int> ExplainAsync(Exception failure, TextWriter error)
    {
        switch (failure)
        {
            case UserException user:
                await error.WriteLineAsync(user.Message);
                return user.ExitCode;
            case FileNotFoundException or ScenarioException or TaskFormatException or UnknownWorldException or WorldOptionException:
                await error.WriteLineAsync(failure.Message);
                return ExitCode.BadArguments;
            case TorchRuntimeException or SafetensorsException or TokenizerException or NotSupportedException or InvalidDataException or AgentFaultException:
            case IOException or UnauthorizedAccessException or ImageMissingException or ImageDamagedException or TrajectoryException:
                await error.WriteLineAsync(failure.Message);
                return ExitCode.Failed;
            default:
                await error.WriteLineAsync($"Unexpected: {failure.Message}");
                await error.WriteLineAsync($"This is a fault of the program. Please report the command line and these lines:\n{failure}");
                return ExitCode.Failed;
        }
    }
}
