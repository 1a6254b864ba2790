using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Search.Index;

namespace Agentic.Worlds.Search;

/// <summary>A question of the user's.</summary>
/// <param name="Question">In words.</param>
/// <param name="Golden">The right answers.</param>
public sealed record QuestionRecord(string Question, ImmutableArray<string> Golden);

/// <summary>
/// Questions as JSON lines: <c>{"question": …, "golden_answers": […]}</c>, or Search-R1's records, whose prompt ends in the question and
/// whose answers stand in <c>reward_model.ground_truth.target</c>. Other fields are allowed and ignored; so are blank lines.
/// </summary>
public static class QuestionFile
{
    /// <summary>Longest question in characters.</summary>
    public const int MaxQuestion = 8192;

    /// <summary>Most right answers of a question.</summary>
    public const int MaxAnswers = 256;

    /// <summary>Longest right answer in characters.</summary>
    public const int MaxAnswer = 1000;

    /// <summary>Longest record in bytes of UTF-8, question and answers together.</summary>
    public const int MaxBytes = TaskJson.MaxBytes - 1024;

    private const string Marker = "Question:";
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="CorpusException">A line is no question, or there is none; file and line are named.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImmutableArray<QuestionRecord> Read(string path)
    {
        var name = Path.GetFileName(path);
        var questions = ImmutableArray.CreateBuilder<QuestionRecord>();
        using var reader = new LineReader(path, name);
        while (reader.Next(out var line))
        {
            line = reader.Line == 1 && line.Span.StartsWith(ByteOrderMark) ? line[ByteOrderMark.Length..] : line;
            if (line.Span.IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0)
            {
                questions.Add(Parse(line, new CorpusPlace(name, reader.Line)));
            }
        }

        return questions.Count > 0 ? questions.DrainToImmutable() : throw new CorpusException(new CorpusPlace(name, 0), "expected at least one question, but there is none.");
    }

    private static QuestionRecord Parse(ReadOnlyMemory<byte> line, CorpusPlace place)
    {
        if (!Utf8.IsValid(line.Span))
        {
            throw new CorpusException(place, $"expected UTF-8, but byte {Utf8Text.FirstInvalid(line.Span) + 1} of the line belongs to no character. Convert the file to UTF-8.");
        }

        try
        {
            using var json = JsonDocument.Parse(line, Strict);
            var root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object
                ? Fitting(new QuestionRecord(Question(root, place), Golden(root, place)), place)
                : throw new CorpusException(place, $"expected an object with question and golden_answers, but a value of kind {root.ValueKind} came.");
        }
        catch (JsonException error)
        {
            throw new CorpusException(place, $"expected one JSON object a line, but this line is none (byte {error.BytePositionInLine + 1}).", error);
        }
    }

    // A task must come back from its explicit state, which is as long as a task may be.
    private static QuestionRecord Fitting(QuestionRecord record, CorpusPlace place)
    {
        var bytes = System.Text.Encoding.UTF8.GetByteCount(JsonText.Object(json =>
        {
            json.WriteString("question", record.Question);
            json.WriteTexts("answers", record.Golden);
        }));
        return bytes <= MaxBytes ? record : throw Wrong(place, "question and answers", $"at most {MaxBytes} bytes together", $"{bytes}");
    }

    private static string Question(JsonElement root, CorpusPlace place)
    {
        if (root.TryGetProperty("question", out var question))
        {
            return Text(question, "question", MaxQuestion, place);
        }

        if (!root.TryGetProperty("prompt", out var prompt))
        {
            throw new CorpusException(place, "question: this field is missing; expected {\"question\": …, \"golden_answers\": […]}, or a record with prompt and reward_model.");
        }

        // A chat, whose last message asks; what stands before the question in it tells another program how to answer.
        var (text, field) = prompt.ValueKind == JsonValueKind.Array && prompt.GetArrayLength() > 0
            ? (prompt.EnumerateArray().Last() is { ValueKind: JsonValueKind.Object } message && message.TryGetProperty("content", out var content) ? content : default, "prompt[-1].content")
            : (prompt, "prompt");
        var words = Text(text, field, 8 * MaxQuestion, place);
        var asked = words.LastIndexOf(Marker, StringComparison.Ordinal) is >= 0 and var at ? words[(at + Marker.Length)..].Trim() : words;
        return asked.Length is > 0 and <= MaxQuestion ? asked : throw Wrong(place, field, $"a question of 1 to {MaxQuestion} characters", $"one of {asked.Length}");
    }

    private static ImmutableArray<string> Golden(JsonElement root, CorpusPlace place)
    {
        const string Target = "reward_model.ground_truth.target";
        var (answers, field) = root.TryGetProperty("golden_answers", out var golden) ? (golden, "golden_answers")
            : root.TryGetProperty("reward_model", out var model) && Inner(model, "ground_truth") is { } truth ? (Inner(truth, "target") ?? truth, Target)
            : throw new CorpusException(place, $"golden_answers: this field is missing; expected it or {Target}.");
        if (answers.ValueKind == JsonValueKind.String)
        {
            return [Text(answers, field, MaxAnswer, place)];
        }

        if (answers.ValueKind != JsonValueKind.Array || answers.GetArrayLength() is 0 or > MaxAnswers)
        {
            throw Wrong(place, field, $"a text or a list of 1 to {MaxAnswers} texts", answers.ValueKind == JsonValueKind.Array ? $"a list of {answers.GetArrayLength()}" : $"a value of kind {answers.ValueKind}");
        }

        return [.. answers.EnumerateArray().Select((answer, index) => Text(answer, $"{field}[{index}]", MaxAnswer, place))];
    }

    private static JsonElement? Inner(JsonElement element, string field) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(field, out var value) ? value : null;

    private static string Text(JsonElement value, string field, int most, CorpusPlace place)
    {
        var expected = $"a text of 1 to {most} characters";
        if (value.ValueKind != JsonValueKind.String)
        {
            throw Wrong(place, field, expected, value.ValueKind == JsonValueKind.Undefined ? "missing" : $"a value of kind {value.ValueKind}");
        }

        try
        {
            var text = value.GetString()!.Trim();
            return text.Length > 0 && text.Length <= most ? text : throw Wrong(place, field, expected, $"one of {text.Length}");
        }
        catch (InvalidOperationException)
        {
            throw Wrong(place, field, expected, "no Unicode text: it holds half of a surrogate pair");
        }
    }

    private static CorpusException Wrong(CorpusPlace place, string field, string expected, string actual) => new(place, $"{field}: expected {expected}, but it is {actual}.");
}
