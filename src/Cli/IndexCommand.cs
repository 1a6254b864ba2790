using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.Viewer.Terminal;
using Agentic.Worlds;
using Agentic.Worlds.Search.Index;
using Agentic.Worlds.Search.Retrieval;

namespace Agentic.Cli;

/// <summary><c>index build | encode | search | verify</c>: folders and files of text as something that an agent can search.</summary>
internal static class IndexCommand
{
    private const int Excerpt = 100;
    private static readonly string[] Variants = [.. Enum.GetNames<Bm25Variant>().Select(name => name.ToLowerInvariant())];

    public static Command Create(CliContext context) => new("index", "passages that agents search")
    {
        Build(context), Encode(context), Search(context), Verify(context),
    };

    private static Command Build(CliContext context)
    {
        var corpus = new Argument<string>("corpus") { Description = "JSON lines of {id, contents}, a .txt or .md file, or a folder of those" };
        var file = new Option<string>("--output") { Description = "the index file; an older index of that name is replaced at the end", Required = true };
        var variant = new Option<string>("--variant") { Description = $"form of BM25: {string.Join(", ", Variants)}", DefaultValueFactory = _ => Variants[0] };
        var k1 = new Option<double?>("--k1") { Description = "how soon more occurrences of a word stop to count; 0.9" };
        var b = new Option<double?>("--b") { Description = "how much a passage's length counts, 0 to 1; 0.4" };
        var delta = new Option<double?>("--delta") { Description = "δ of l (0.5) and plus (1)" };
        var epsilon = new Option<double?>("--epsilon") { Description = "ε of okapi; 0.25" };
        var stem = new Option<bool>("--stem") { Description = "take the English plural off words" };
        var stop = new Option<bool>("--stop-words") { Description = "leave out the commonest English words" };
        var words = new Option<int>("--words") { Description = "most words of a passage cut from a text", DefaultValueFactory = _ => Corpus.PassageWords };
        var command = new Command("build", "index a corpus into one file") { corpus, file, variant, k1, b, delta, epsilon, stem, stop, words };
        command.SetAction((call, cancellation) => Task.Run(() =>
        {
            var output = context.Open(call);
            var usual = Bm25Settings.Of(ReadVariant(call.GetRequiredValue(variant)));
            var settings = Checked(usual with
            {
                K1 = call.GetValue(k1) ?? usual.K1,
                B = call.GetValue(b) ?? usual.B,
                Delta = call.GetValue(delta) ?? usual.Delta,
                Epsilon = call.GetValue(epsilon) ?? usual.Epsilon,
                Words = new WordRules(call.GetValue(stem), call.GetValue(stop)),
            });
            var most = call.GetValue(words) is >= 1 and <= 100_000 and var asked ? asked : throw new UserException($"--words must be from 1 to 100000, but is {call.GetValue(words)}.");
            var path = call.GetRequiredValue(file);
            RequireReplaceable(path);
            var started = context.Clock.GetTimestamp();
            IndexSummary summary;
            using (var progress = context.Progress("passages", 0))
            {
                summary = IndexFile.Build(path, Corpus.Read(call.GetRequiredValue(corpus), most), settings, progress.Report, cancellation: cancellation);
            }

            var seconds = context.Clock.GetElapsedTime(started).TotalSeconds;
            output.Line($"{path}: {summary.Passages} passages, {summary.Words} words, {summary.DistinctWords} different; {summary.Bytes / 1e6:0.0} MB, {summary.TextBytes / 1e6:0.0} MB of it text; {seconds:0.0} s.");
            output.Result(Json(path, summary, ("build_s", Math.Round(seconds, 3))));
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command Encode(CliContext context)
    {
        var file = File();
        var encoder = new Option<string>("--encoder") { Description = "folder of a sentence-transformers model with an ONNX export and a WordPiece vocabulary", Required = true };
        var command = new Command("encode", "give each passage of an index a vector, for dense and hybrid rankings") { file, encoder };
        command.SetAction((call, cancellation) => Task.Run(() =>
        {
            var output = context.Open(call);
            var path = call.GetRequiredValue(file);
            var started = context.Clock.GetTimestamp();
            (string Path, int Passages, int Dimension, long Bytes) made;
            using (var progress = context.Progress("passages", 0))
            {
                made = Retrievers.Encode(path, call.GetRequiredValue(encoder), progress.Report, cancellation);
            }

            var seconds = context.Clock.GetElapsedTime(started).TotalSeconds;
            output.Line($"{made.Path}: {made.Passages} vectors of {made.Dimension} numbers; {made.Bytes / 1e6:0.0} MB; {seconds:0.0} s.");
            output.Result(new JsonObject
            {
                ["index"] = path, ["vectors"] = made.Path, ["passages"] = made.Passages, ["dimension"] = made.Dimension, ["bytes"] = made.Bytes, ["encode_s"] = Math.Round(seconds, 3),
            });
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Command Search(CliContext context)
    {
        var file = File();
        var query = new Argument<string>("query") { Description = "what to look for" };
        var count = new Option<int>("--top-k") { Description = "how many passages at most", DefaultValueFactory = _ => 3 };
        var ranking = new RankingOptions();
        var command = new Command("search", "the best passages of a query") { file, query, count, ranking.Ranking, ranking.Encoder };
        command.SetAction(async (call, cancellation) =>
        {
            var output = context.Open(call);
            var most = call.GetValue(count) is >= 1 and <= 1_000_000 and var asked ? asked : throw new UserException($"--top-k must be from 1 to 1000000, but is {call.GetValue(count)}.");
            await using var retriever = ranking.Open(call, call.GetRequiredValue(file));
            var hits = await retriever.SearchAsync(call.GetRequiredValue(query), most, cancellation);
            output.People.Write(Table.Render(["score", "id", "title", "text"], [.. hits.Select(hit => (IReadOnlyList<string>)
                [$"{hit.Score:0.000}", hit.Id, hit.Title, Shortened(hit.Text)])]));
            output.Result(new JsonObject
            {
                ["query"] = call.GetRequiredValue(query),
                ["hits"] = new JsonArray([.. hits.Select(hit => new JsonObject { ["id"] = hit.Id, ["title"] = hit.Title, ["text"] = hit.Text, ["score"] = hit.Score })]),
            });
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Verify(CliContext context)
    {
        var file = File();
        var command = new Command("verify", "read a whole index and compare it with its checksum") { file };
        command.SetAction((call, cancellation) => Task.Run(() =>
        {
            var output = context.Open(call);
            var path = call.GetRequiredValue(file);
            using var index = SearchIndex.Open(path);
            index.Verify(cancellation);
            var hasVectors = Retrievers.VerifyVectors(path, index, cancellation);
            output.Line($"{path} is whole: {index.Summary.Passages} passages, {Name(index.Summary.Settings.Variant)}, k1 {index.Summary.Settings.K1}, b {index.Summary.Settings.B}{(hasVectors ? "; so are its vectors" : "")}.");
            output.Result(Json(path, index.Summary));
            return ExitCode.Done;
        }, cancellation));
        return command;
    }

    private static Argument<string> File() => new("file") { Description = "an index of 'index build'" };

    private static string Name(Bm25Variant variant) => Variants[(int)variant];

    private static Bm25Variant ReadVariant(string name) => Array.IndexOf(Variants, name) is >= 0 and var number
        ? (Bm25Variant)number
        : throw new UserException($"--variant must be one of {string.Join(", ", Variants)}, but is '{name}'.{Suggestion.For(name, Variants)}");

    private static Bm25Settings Checked(Bm25Settings settings)
    {
        try
        {
            return settings.Checked();
        }
        catch (ArgumentException error)
        {
            throw new UserException(error.Message);
        }
    }

    // Whoever mistypes --output should not lose a file that is something else.
    private static void RequireReplaceable(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UserException($"--output '{path}' is a folder; name a file.");
        }

        if (!System.IO.File.Exists(path))
        {
            return;
        }

        try
        {
            SearchIndex.Open(path).Dispose();
        }
        catch (SearchIndexException error)
        {
            throw new UserException($"--output '{path}' is there already and cannot be read as an index, so it is left alone. Delete it or choose another name. ({error.Message})");
        }
    }

    // A terminal gets no control characters from a corpus.
    private static string Shortened(string text)
    {
        var start = text.Length <= Excerpt ? text : $"{text[..Excerpt]}…";
        return new string([.. start.Select(letter => char.IsControl(letter) ? ' ' : letter)]);
    }

    private static JsonObject Json(string path, IndexSummary summary, params (string Name, double Value)[] more)
    {
        var json = new JsonObject
        {
            ["index"] = path, ["passages"] = summary.Passages, ["words"] = summary.Words, ["distinct_words"] = summary.DistinctWords, ["postings"] = summary.Postings,
            ["bytes"] = summary.Bytes, ["text_bytes"] = summary.TextBytes, ["variant"] = Name(summary.Settings.Variant), ["k1"] = summary.Settings.K1, ["b"] = summary.Settings.B,
        };
        foreach (var (name, value) in more)
        {
            json[name] = value;
        }

        return json;
    }
}
