using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Viewer.Export;
using Agentic.Viewer.Runs;

namespace Agentic.Cli;

/// <summary><c>export RUN</c>: episodes as a file that can be passed on.</summary>
internal static class ExportCommand
{
    // A page holds all of its episodes and pictures; more than this is for `watch`, or for JSON lines.
    private const int MaxPageEpisodes = 1000;

    public static Command Create(CliContext context)
    {
        var run = new Argument<string>("run") { Description = "the folder of a run" };
        var filter = new ExportFilter();
        var format = new Option<string>("--format")
        {
            Description = "html: one self-contained page; jsonl: one JSON object an episode; apng: one episode as an animation; sheet: a group's members and turns in one picture",
            DefaultValueFactory = _ => "html",
        };
        format.AcceptOnlyFromAmong("html", "jsonl", "apng", "sheet");
        var file = new Option<string>("--output") { Description = "the file to write", Required = true };
        var pictures = new Option<string?>("--images") { Description = "with jsonl: a folder into which the pictures are copied, as ab/abcd….png by digest" };
        var command = new Command("export", "episodes as a self-contained HTML page, JSON lines, an animated PNG or a contact sheet") { run, format, file, pictures };
        filter.AddTo(command);
        command.SetAction(call =>
        {
            var folder = RunFolder.Find(call.GetRequiredValue(run));
            var kind = call.GetRequiredValue(format);
            if (call.GetValue(pictures) is not null && kind != "jsonl")
            {
                throw new UserException($"--images belongs to --format jsonl: {kind} holds its pictures.");
            }

            using var reader = TrajectoryReader.Open(folder.Episodes);
            var positions = filter.Positions(call, reader);
            var path = Path.GetFullPath(call.GetRequiredValue(file));
            var export = new Export(Path.GetFileName(folder.Path.TrimEnd('/')), reader, positions, folder.OpenImages(), RunTokens.Open(context, folder));
            var copies = call.GetValue(pictures) is { } target ? new FolderImageStore(target) : null;
            var summary = WriteFile(path, stream => kind switch
            {
                "html" => Page(export, stream),
                "jsonl" => JsonlExport.Write(stream, export.Run, export.Episodes, export.Images, copies, EpisodeNotes.Read(folder.Path)),
                "apng" => Animation(export, stream),
                _ => Sheet(export, stream),
            });
            var output = context.Open(call);
            Report(output, reader, export, summary, path);
            return ExitCode.Done;
        });
        return command;
    }

    private static void Report(CliOutput output, TrajectoryReader reader, Export export, ExportSummary summary, string path)
    {
        var first = reader.Entries[export.Positions[0]];
        output.Line(export.Positions.Count == 1
            ? $"Episode {first.Episode} ({first.Turns} turns, {first.EndName}) written to {path}"
            : $"{summary.Episodes} episodes written to {path}");
        if (summary.MissingImages > 0)
        {
            output.Error.WriteLine($"{summary.MissingImages} of {summary.Images} pictures are not in the run's images folder.");
        }

        output.Result(new JsonObject
        {
            ["episode"] = export.Positions.Count == 1 ? first.Episode : null,
            ["episodes"] = summary.Episodes,
            ["images"] = summary.Images,
            ["missing_images"] = summary.MissingImages,
            ["output"] = path,
            ["bytes"] = new FileInfo(path).Length,
        });
    }

    private static ExportSummary Page(Export export, Stream stream)
    {
        if (export.Positions.Count > MaxPageEpisodes)
        {
            throw new UserException($"A page holds at most {MaxPageEpisodes} episodes, but {export.Positions.Count} are meant: narrow them down, give --limit, or choose --format jsonl.");
        }

        var what = export.Positions.Count == 1 ? $"{export.First.Task.World}, episode {export.First.Index}" : $"{export.Run}, {export.Positions.Count} episodes";
        return HtmlExport.Write(stream, what, export.Episodes, export.Images, export.TokenText);
    }

    private static ExportSummary Animation(Export export, Stream stream)
    {
        if (export.Positions.Count > 1)
        {
            throw new UserException($"An animation shows one episode, but {export.Positions.Count} are meant: name it with --episode.");
        }

        var frames = AnimatedPng.FramesOf(export.First, export.Images);
        if (frames.Count == 0)
        {
            throw new UserException($"Episode {export.First.Index} shows no picture; export it with --format html.", ExitCode.Failed);
        }

        AnimatedPng.Write(stream, frames, AnimatedPngOptions.Default);
        return new ExportSummary(1, frames.Count, 0);
    }

    private static ExportSummary Sheet(Export export, Stream stream)
    {
        var groups = export.Positions.Select(position => export.Reader.Entries[position].Group).Distinct().Count();
        if (groups > 1)
        {
            throw new UserException($"A contact sheet shows one group, but the {export.Positions.Count} episodes meant are of {groups}: name one with --group.");
        }

        List<EpisodeRecord> members = [.. export.Episodes.OrderBy(member => member.Member)];
        var tasks = members.Select(member => member.Task.Id).Distinct().Count();
        var title = $"{export.First.Task.World}, group {export.First.Group}, {(tasks == 1 ? export.First.Task.Id : $"{tasks} tasks")}";
        stream.Write(PngCodec.Encode(ContactSheet.Draw(title, members, export.Images, ContactSheetOptions.Default), System.IO.Compression.CompressionLevel.Optimal));
        return new ExportSummary(members.Count, 0, 0);
    }

    // Whole or not at all: a page that was cut short looks like an episode that was.
    private static ExportSummary WriteFile(string path, Func<Stream, ExportSummary> write)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.tmp";
        try
        {
            ExportSummary summary;
            using (var stream = File.Create(temporary))
            {
                summary = write(stream);
            }

            File.Move(temporary, path, overwrite: true);
            return summary;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>What is exported.</summary>
    private sealed record Export(string Run, TrajectoryReader Reader, IReadOnlyList<int> Positions, IImageStore Images, Func<int, string>? TokenText)
    {
        public EpisodeRecord First { get; } = Reader.Read(Positions[0]);

        public IEnumerable<EpisodeRecord> Episodes => Positions.Select(Reader.Read);
    }
}
