using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Viewer.Export;

namespace Agentic.Cli;

/// <summary><c>export RUN</c>: one episode as a file that can be passed on.</summary>
internal static class ExportCommand
{
    public static Command Create(CliContext context)
    {
        var run = new Argument<string>("run") { Description = "the folder of a run" };
        var episode = new Option<long>("--episode") { Description = "index of the episode in the run" };
        var format = new Option<string>("--format") { Description = "html or apng", DefaultValueFactory = _ => "html" };
        format.AcceptOnlyFromAmong("html", "apng");
        var file = new Option<string>("--output") { Description = "the file to write", Required = true };
        var command = new Command("export", "one episode as a self-contained HTML page or an animated PNG") { run, episode, format, file };
        command.SetAction(call =>
        {
            var folder = RunFolder.Find(call.GetRequiredValue(run));
            using var reader = TrajectoryReader.Open(folder.Episodes);
            var record = reader.Read(RecordedEpisodes.PositionOf(reader, call.GetValue(episode)));
            var path = Path.GetFullPath(call.GetRequiredValue(file));
            Write(record, folder.OpenImages(), call.GetRequiredValue(format), path);
            var output = context.Open(call);
            output.Line($"Episode {record.Index} ({record.Turns.Length} turns, {record.End.Name}) written to {path}");
            output.Result(new JsonObject { ["episode"] = record.Index, ["output"] = path, ["bytes"] = new FileInfo(path).Length });
            return ExitCode.Done;
        });
        return command;
    }

    // Whole or not at all: a page that was cut short looks like an episode that was.
    private static void Write(EpisodeRecord record, IImageStore images, string format, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.tmp";
        try
        {
            using (var stream = File.Create(temporary))
            {
                if (format == "html")
                {
                    HtmlExport.Write(stream, $"{record.Task.World}, episode {record.Index}", [record], images);
                }
                else
                {
                    var frames = AnimatedPng.FramesOf(record, images);
                    if (frames.Count == 0)
                    {
                        throw new UserException($"Episode {record.Index} shows no picture; export it with --format html.", ExitCode.Failed);
                    }

                    AnimatedPng.Write(stream, frames, AnimatedPngOptions.Default);
                }
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
