using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code.Instances;

/// <summary>Instances in SWE-bench's format, as JSON lines or one JSON array. Fields beside those that are needed are allowed and ignored.</summary>
public static partial class InstanceFile
{
    private const int MostProblems = 10;
    private const int MostBytes = 1 << 30;
    private const int LongestText = 4 << 20;
    private const int LongestName = 200;
    private const int LongestTest = 2_000;
    private const int MostTests = 100_000;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    private static ReadOnlySpan<byte> ByteOrderMark => [0xef, 0xbb, 0xbf];

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="WorldFileException">Instances are malformed, there is none, or two have the same id; file, line and field are named, up to ten problems together.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ImmutableArray<SweInstance> Read(string path)
    {
        var name = Path.GetFileName(path);
        if (new FileInfo(path).Length > MostBytes)
        {
            throw new WorldFileException([$"{name}: expected at most {MostBytes} bytes, but it has {new FileInfo(path).Length}."]);
        }

        var (instances, problems) = (ImmutableArray.CreateBuilder<SweInstance>(), new List<string>());
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        try
        {
            foreach (var (line, json) in Values(File.ReadAllBytes(path)))
            {
                try
                {
                    using var document = JsonDocument.Parse(json, Strict);
                    var instance = Instance(document.RootElement);
                    instances.Add(known.TryAdd(instance.Id, line) ? instance : throw Wrong("instance_id", "given once", $"'{instance.Id}', as on line {known[instance.Id]}"));
                }
                catch (Exception error) when (error is FormatException or JsonException)
                {
                    problems.Add($"{name}:{line}: {error.Message}");
                }

                if (problems.Count == MostProblems)
                {
                    break;
                }
            }
        }
        catch (JsonException error)
        {
            problems.Add($"{name}:{error.LineNumber + 1}: expected JSON objects, one a line or in one array, but this is no JSON (byte {error.BytePositionInLine + 1}).");
        }

        return problems.Count > 0 ? throw new WorldFileException(problems)
            : instances.Count > 0 ? instances.ToImmutable()
            : throw new WorldFileException([$"{name}: expected at least one instance, but there is none."]);
    }

    /// <summary>The values of the lines, or of the one array, and the line on which each begins.</summary>
    private static List<(int Line, ReadOnlyMemory<byte> Json)> Values(byte[] bytes)
    {
        var data = bytes.AsMemory(bytes.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0);
        var reader = new Utf8JsonReader(data.Span, new JsonReaderOptions { AllowMultipleValues = true });
        var values = new List<(int, ReadOnlyMemory<byte>)>();
        var (line, counted) = (1, 0);
        while (data.Span.IndexOfAnyExcept(" \t\r\n"u8) >= 0 && reader.Read())
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.EndArray && reader.CurrentDepth == 0)
            {
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            line += data.Span[counted..start].Count((byte)'\n');
            counted = start;
            values.Add((line, data[start..(int)reader.BytesConsumed]));
        }

        return values;
    }

    private static SweInstance Instance(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException($"expected an object, but it is a value of kind {root.ValueKind}.");
        }

        var (repair, keep) = (Tests(root, "FAIL_TO_PASS"), Tests(root, "PASS_TO_PASS"));
        return repair.IsEmpty ? throw Wrong("FAIL_TO_PASS", "at least one test", "empty")
            : repair.FirstOrDefault(keep.Contains) is { } both ? throw Wrong("PASS_TO_PASS", "other tests than FAIL_TO_PASS", $"'{both.Text}' as well")
            : new SweInstance(
                Matching(root, "instance_id", InstanceName(), "a name of letters, digits, '_', '-' and '.'"),
                Matching(root, "repo", RepoName(), "owner/name"),
                Matching(root, "base_commit", Commit(), "a commit of 7 to 64 hexadecimal digits"),
                Text(root, "problem_statement", LongestText) is { Length: > 0 } statement ? statement : throw Wrong("problem_statement", "what is wrong, in words", "empty"),
                repair, keep, Patch(root, "test_patch", Text(root, "test_patch", LongestText)),
                Has(root, "patch") ? Patch(root, "patch", Text(root, "patch", LongestText)) : null);
    }

    private static bool Has(JsonElement root, string field) => root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;

    private static UnifiedPatch Patch(JsonElement root, string field, string text)
    {
        try
        {
            return UnifiedPatch.Parse(text);
        }
        catch (PatchException error)
        {
            throw new FormatException($"{Named(root)}{field}: {error.Message}.");
        }
    }

    private static ImmutableArray<TestId> Tests(JsonElement root, string field)
    {
        const string Expected = "a list of tests, or a text with such a list in JSON";
        if (!root.TryGetProperty(field, out var list))
        {
            throw Wrong(field, Expected, "missing", Named(root));
        }

        // SWE-bench itself writes the list as a text.
        if (list.ValueKind == JsonValueKind.String)
        {
            try
            {
                using var inner = JsonDocument.Parse(Text(root, field, LongestText));
                return Read(inner.RootElement.Clone());
            }
            catch (JsonException)
            {
                throw Wrong(field, Expected, "a text that is no JSON", Named(root));
            }
        }

        return Read(list);

        ImmutableArray<TestId> Read(JsonElement tests) => tests.ValueKind == JsonValueKind.Array && tests.GetArrayLength() <= MostTests
            ? [.. tests.EnumerateArray().Select((test, i) => TestId.Read(TextOf(test, $"{field}[{i}]", LongestTest)) ?? throw Wrong($"{field}[{i}]", TestId.Expected, $"'{test.GetString()}'", Named(root))).Distinct()]
            : throw Wrong(field, Expected, tests.ValueKind == JsonValueKind.Array ? $"a list of {tests.GetArrayLength()}" : $"a value of kind {tests.ValueKind}", Named(root));
    }

    private static string Matching(JsonElement root, string field, Regex form, string expected) =>
        Text(root, field, LongestName) is var text && form.IsMatch(text) ? text : throw Wrong(field, expected, $"'{text}'", Named(root));

    private static string Text(JsonElement root, string field, int most) =>
        root.TryGetProperty(field, out var value) ? TextOf(value, field, most) : throw Wrong(field, $"a text of at most {most} characters", "missing", Named(root));

    private static string TextOf(JsonElement value, string field, int most)
    {
        var expected = $"a text of at most {most} characters";
        try
        {
            return value.ValueKind != JsonValueKind.String ? throw Wrong(field, expected, $"a value of kind {value.ValueKind}")
                : value.GetString()! is { } text && text.Length <= most ? text : throw Wrong(field, expected, "longer");
        }
        catch (InvalidOperationException)
        {
            throw Wrong(field, expected, "no Unicode text: it holds half of a surrogate pair");
        }
    }

    /// <summary>The instance by name, where it has one.</summary>
    private static string Named(JsonElement root) => root.TryGetProperty("instance_id", out var id) && id.ValueKind == JsonValueKind.String && id.GetRawText() is { Length: < LongestName } text ? $"{text.Trim('"')}: " : "";

    private static FormatException Wrong(string field, string expected, string actual, string named = "") => new($"{named}{field}: expected {expected}, but it is {actual}.");

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.-]*\z")]
    private static partial Regex InstanceName();

    [GeneratedRegex(@"^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)?\z")]
    private static partial Regex RepoName();

    [GeneratedRegex(@"^[0-9a-f]{7,64}\z")]
    private static partial Regex Commit();
}
