using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agentic.Worlds.Search.Retrieval;
using Microsoft.AspNetCore.Http;

namespace Agentic.Cli.Serving;

/// <summary>A retriever's paths: Search-R1's <c>POST /retrieve</c>, and what every server here has.</summary>
/// <param name="retriever">Who finds; borrowed.</param>
internal sealed class RetrieverRoutes(IRetriever retriever) : IApiRoutes
{
    /// <summary>Queries of one request.</summary>
    public const int MostQueries = 256;

    /// <summary>Letters of a query.</summary>
    public const int LongestQuery = 16_384;

    /// <summary>Passages of a query.</summary>
    public const int MostHits = 1000;

    /// <summary>Letters of all passages of an answer.</summary>
    public const long LongestAnswer = 32 << 20;

    private const int UsualHits = 3;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Methods { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["/retrieve"] = "POST",
        ["/health"] = "GET",
        ["/metrics"] = "GET",
    };

    /// <inheritdoc/>
    public ServeMetrics Metrics { get; } = new();

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext context) => context.Request.Path.Value switch
    {
        "/retrieve" => RetrieveAsync(context),
        "/metrics" => Metrics.WriteAsync(context),
        _ => ServeJson.WriteAsync(context, new JsonObject { ["status"] = "ok" }),
    };

    private async Task RetrieveAsync(HttpContext context)
    {
        using var body = await ServeJson.ReadAsync(context);
        var fields = new ApiFields(body.RootElement);
        var queries = Queries(fields.Require("queries"));
        var count = fields.Integer("topk", 1, MostHits) ?? UsualHits;
        var withScores = fields.Flag("return_scores");
        fields.Close();
        var results = new List<ImmutableArray<SearchHit>>(queries.Count);
        var letters = 0L;
        foreach (var query in queries)
        {
            var hits = await retriever.SearchAsync(query, count, context.RequestAborted);
            letters += hits.Sum(hit => (long)hit.Title.Length + hit.Text.Length);
            results.Add(letters <= LongestAnswer ? hits
                : throw new ApiException(413, $"The passages found have more than {LongestAnswer} letters: ask for fewer queries or a smaller topk at once.", code: "answer_too_large"));
        }

        await ServeJson.WriteAsync(context, RetrieveMessage.Answer(results, withScores));
    }

    private static List<string> Queries(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() is < 1 or > MostQueries)
        {
            throw ApiFields.Wrong("queries", $"a list of 1 to {MostQueries} texts", list);
        }

        return [.. list.EnumerateArray().Select((query, index) => ApiFields.TextOf(query, $"queries[{index}]") is { Length: <= LongestQuery } text ? text
            : throw ApiException.Bad($"queries[{index}]", $"a query may have at most {LongestQuery} letters, but has {query.GetString()!.Length}.", "invalid_value"))];
    }
}
