using System.Text.Json;
using System.Text.Json.Nodes;
using Agentic.Agents;
using Microsoft.AspNetCore.Http;

namespace Agentic.Cli.Serving;

/// <summary>The paths of the server and what answers them.</summary>
/// <param name="policy">Who answers; borrowed.</param>
/// <param name="metrics">What is counted; borrowed.</param>
/// <param name="clock">The only clock.</param>
internal sealed class ServeRoutes(ServedPolicy policy, ServeMetrics metrics, TimeProvider clock)
{
    private const string Chat = "/v1/chat/completions";
    private const string Plain = "/v1/completions";

    /// <summary>Paths, each with its method.</summary>
    public static IReadOnlyDictionary<string, string> Methods { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Chat] = "POST",
        [Plain] = "POST",
        ["/v1/models"] = "GET",
        ["/health"] = "GET",
        ["/metrics"] = "GET",
    };

    /// <summary>Answers a request to one of the paths.</summary>
    /// <exception cref="ApiException">It cannot be answered.</exception>
    public Task AnswerAsync(HttpContext context) => context.Request.Path.Value switch
    {
        Chat or Plain => CompleteAsync(context),
        "/v1/models" => ServeJson.WriteAsync(context, Models()),
        "/metrics" => MetricsAsync(context),
        _ => HealthAsync(context),
    };

    private async Task CompleteAsync(HttpContext context)
    {
        var started = clock.GetTimestamp();
        var held = new List<ImageHandle>();
        try
        {
            using var body = await ReadAsync(context);
            var created = clock.GetUtcNow().ToUnixTimeSeconds();
            var completion = context.Request.Path.Value == Chat ? ChatRequest.Read(body.RootElement, policy, Hold, created) : TextRequest.Read(body.RootElement, policy, created);
            completion.RequireRoom();
            if (completion.IsStream)
            {
                await EventStream.WriteAsync(context, completion.StreamAsync(() => metrics.FirstToken(clock.GetElapsedTime(started)), context.RequestAborted));
            }
            else
            {
                await ServeJson.WriteAsync(context, await completion.AnswerAsync(context.RequestAborted));
            }

            metrics.CountTokens(completion.PromptTokens, completion.CompletionTokens);
        }
        finally
        {
            policy.Pictures.Release(held);
        }

        ImageHandle Hold(ImageFrame frame)
        {
            held.Add(policy.Pictures.Add(frame.Rgb, frame.Width, frame.Height));
            return held[^1];
        }
    }

    // The type is asked for because a web page may send other types to any address without asking first.
    private static async Task<JsonDocument> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new ApiException(415, $"Content-Type: expected application/json, but '{context.Request.ContentType}' came.");
        }

        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (JsonException error)
        {
            throw new ApiException(400, $"The body is not JSON: {error.Message}");
        }
    }

    private JsonObject Models() => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray(new JsonObject
        {
            ["id"] = policy.Name,
            ["object"] = "model",
            ["created"] = 0,
            ["owned_by"] = "agentic",
            ["max_model_len"] = policy.ContextLength,
        }),
    };

    private Task MetricsAsync(HttpContext context)
    {
        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(metrics.Write(policy.Engine.Counters, policy.Pictures.Count), context.RequestAborted);
    }

    private Task HealthAsync(HttpContext context)
    {
        context.Response.StatusCode = policy.Engine.HasEnded ? 503 : 200;
        return ServeJson.WriteAsync(context, new JsonObject
        {
            ["status"] = policy.Engine.HasEnded ? "the policy thread has ended" : "ok",
            ["model"] = policy.Name,
            ["weight_version"] = policy.Engine.WeightVersion,
        });
    }
}
