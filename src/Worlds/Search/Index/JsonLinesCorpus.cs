using System.Text.Json;
using System.Text.Unicode;

namespace Agentic.Worlds.Search.Index;

/// <summary>
/// Passages as JSON lines: <c>{"id": …, "contents": …}</c>, the first quoted line of the contents being the title, or
/// <c>{"id": …, "title": …, "text": …}</c> with or without a title. Other fields are allowed and ignored; so are blank lines.
/// </summary>
internal static class JsonLinesCorpus
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>Reads a file, passage by passage.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What it is called in messages.</param>
    /// <exception cref="CorpusException">A line is no such passage.</exception>
    public static IEnumerable<(Passage Passage, CorpusPlace Place)> Read(string path, string name)
    {
        using var reader = new LineReader(path, name);
        while (reader.Next(out var line))
        {
            if (reader.Line == 1 && line.Span.StartsWith(ByteOrderMark))
            {
                line = line[ByteOrderMark.Length..];
            }

            if (line.Span.IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0)
            {
                var place = new CorpusPlace(name, reader.Line);
                yield return (Parse(line, place), place);
            }
        }
    }

    private static Passage Parse(ReadOnlyMemory<byte> line, CorpusPlace place)
    {
        if (!Utf8.IsValid(line.Span))
        {
            throw new CorpusException(place, $"expected UTF-8, but byte {Utf8Text.FirstInvalid(line.Span) + 1} of the line belongs to no character. Convert the file to UTF-8.");
        }

        try
        {
            using var json = JsonDocument.Parse(line, Options);
            return Parse(json.RootElement, place);
        }
        catch (JsonException error)
        {
            throw new CorpusException(place, $"expected one JSON object a line, but this line is none (byte {error.BytePositionInLine + 1}): {Reason(error)}", error);
        }
    }

    private static Passage Parse(JsonElement root, CorpusPlace place)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new CorpusException(place, $"expected an object with id and contents, but a value of kind {root.ValueKind} came.");
        }

        var id = root.TryGetProperty("id", out var name) ? name : throw Missing("id");
        var key = id.ValueKind == JsonValueKind.Number ? id.GetRawText() : Text(id, "id", "a text or a number", place);
        if (root.TryGetProperty("contents", out var contents))
        {
            var (title, text) = PassageContents.Split(Text(contents, "contents", "a text", place));
            return new Passage(key, title, text);
        }

        if (!root.TryGetProperty("text", out var body))
        {
            throw Missing("contents");
        }

        return new Passage(key, root.TryGetProperty("title", out var heading) ? Text(heading, "title", "a text", place) : "", Text(body, "text", "a text", place));

        CorpusException Missing(string field) => new(place,
            $"{field}: this field is missing; expected {{\"id\": …, \"contents\": …}}, but the fields are: {string.Join(", ", root.EnumerateObject().Select(field => field.Name).Take(12))}.");
    }

    private static string Text(JsonElement value, string field, string expected, CorpusPlace place)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw new CorpusException(place, $"{field}: expected {expected}, but a value of kind {value.ValueKind} came.");
        }

        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException error)
        {
            throw new CorpusException(place, $"{field}: expected Unicode text, but it holds half of a surrogate pair. Remove it.", error);
        }
    }

    private static string Reason(JsonException error) => error.Message.Split(" LineNumber:")[0];
}
