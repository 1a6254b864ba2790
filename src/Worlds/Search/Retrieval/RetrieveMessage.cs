using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agentic.Worlds.Search.Index;

namespace Agentic.Worlds.Search.Retrieval;

/// <summary>Search-R1's retriever interface as text: <c>{queries, topk, return_scores}</c> and <c>{result: [[{document, score}]]}</c>.</summary>
public static class RetrieveMessage
{
    /// <summary>A question.</summary>
    public static byte[] Question(IReadOnlyList<string> queries, int count) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["queries"] = new JsonArray([.. queries.Select(query => JsonValue.Create(query))]),
        ["topk"] = count,
        ["return_scores"] = true,
    }.ToJsonString());

    /// <summary>An answer.</summary>
    /// <param name="results">A list of hits for each query.</param>
    /// <param name="withScores">Whether each document comes with its score, or bare.</param>
    public static JsonObject Answer(IEnumerable<ImmutableArray<SearchHit>> results, bool withScores) => new()
    {
        ["result"] = new JsonArray([.. results.Select(hits => new JsonArray([.. hits.Select(hit => Write(hit, withScores))]))]),
    };

    /// <summary>Reads an answer with scores.</summary>
    /// <param name="root">The answer.</param>
    /// <param name="queries">How many queries were asked.</param>
    /// <param name="count">How many passages at most were asked for, for each.</param>
    /// <returns>A list of hits for each query, in the order in which they came.</returns>
    /// <exception cref="FormatException">It is not the answer to that question; the message names the field.</exception>
    public static ImmutableArray<ImmutableArray<SearchHit>> Answer(JsonElement root, int queries, int count)
    {
        var result = Field(root, "", "result");
        Require(result.ValueKind == JsonValueKind.Array && result.GetArrayLength() == queries, "result", $"a list of {queries} lists, one for each query", result);
        return [.. result.EnumerateArray().Select((list, index) => Hits(list, $"result[{index}]", count))];
    }

    private static ImmutableArray<SearchHit> Hits(JsonElement list, string field, int count)
    {
        Require(list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= count, field, $"a list of at most {count} passages", list);
        return [.. list.EnumerateArray().Select((hit, index) => Hit(hit, $"{field}[{index}]"))];
    }

    private static SearchHit Hit(JsonElement hit, string field)
    {
        var document = Field(hit, field, "document");
        var contents = Text(Field(document, $"{field}.document", "contents"), $"{field}.document.contents");
        var value = Field(hit, field, "score");
        var score = 0.0;
        Require(value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out score) && double.IsFinite(score), $"{field}.score", "a number", value);
        var (title, text) = PassageContents.Split(contents);
        return new SearchHit(Id(document, contents, $"{field}.document.id"), title, text, score);
    }

    // Dumps without names exist; what a passage says then names it.
    private static string Id(JsonElement document, string contents, string field) =>
        !document.TryGetProperty("id", out var id) || id.ValueKind == JsonValueKind.Null ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(contents)).AsSpan(0, 8))
        : id.ValueKind == JsonValueKind.Number ? id.GetRawText()
        : Text(id, field);

    private static JsonObject Write(SearchHit hit, bool withScores)
    {
        var document = new JsonObject { ["id"] = hit.Id, ["contents"] = PassageContents.Join(hit.Title, hit.Text) };
        return withScores ? new JsonObject { ["document"] = document, ["score"] = hit.Score } : document;
    }

    private static JsonElement Field(JsonElement parent, string path, string name)
    {
        Require(parent.ValueKind == JsonValueKind.Object, path.Length > 0 ? path : "the answer", $"an object with '{name}'", parent);
        return parent.TryGetProperty(name, out var value) ? value : throw new FormatException($"{(path.Length > 0 ? $"{path}." : "")}{name}: this field is missing.");
    }

    private static string Text(JsonElement value, string field)
    {
        Require(value.ValueKind == JsonValueKind.String, field, "a text", value);
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new FormatException($"{field}: expected Unicode text, but it holds half of a surrogate pair.");
        }
    }

    private static void Require(bool holds, string field, string expected, JsonElement actual)
    {
        if (!holds)
        {
            var came = actual.ValueKind == JsonValueKind.Array ? $"a list of {actual.GetArrayLength()}" : actual.GetRawText() is { Length: <= 60 } text ? text : $"a value of kind {actual.ValueKind}";
            throw new FormatException($"{field}: expected {expected}, but {came} came.");
        }
    }
}
