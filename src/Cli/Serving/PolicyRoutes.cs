using System.Text.Json.Nodes;
using Agentic.Agents;
using Microsoft.AspNetCore.Http;

namespace Agentic.Cli.Serving;

/// <summary>A policy's paths and what answers them.</summary>
/// <param name="policy">Who answers; borrowed.</param>
/// <param name="clock">The only clock.</param>
internal sealed class PolicyRoutes(ServedPolicy policy, TimeProvider clock) : IApiRoutes
{
    private const string Chat = "/v1/chat/completions";
    private const string Plain = "/v1/completions";

    /// <inheritdoc/>
    public ServeMetrics Metrics { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Methods { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Chat] = "POST",
        [Plain] = "POST",
        ["/v1/models"] = "GET",
        ["/health"] = "GET",
        ["/metrics"] = "GET",
    };

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext context) => context.Request.Path.Value switch
    {
        Chat or Plain => CompleteAsync(context),
        "/v1/models" => ServeJson.WriteAsync(context, Models()),
        "/metrics" => Metrics.WriteAsync(context, policy.Engine.Counters, policy.Pictures.Count),
        _ => HealthAsync(context),
    };

    private async Task CompleteAsync(HttpContext context)
    {
        var started = clock.GetTimestamp();
        var held = new List<ImageHandle>();
        try
        {
            using var body = await ServeJson.ReadAsync(context);
            var created = clock.GetUtcNow().ToUnixTimeSeconds();
            var completion = context.Request.Path.Value == Chat ? ChatRequest.Read(body.RootElement, policy, Hold, created) : TextRequest.Read(body.RootElement, policy, created);
            completion.RequireRoom();
            if (completion.IsStream)
            {
                await EventStream.WriteAsync(context, completion.StreamAsync(() => Metrics.FirstToken(clock.GetElapsedTime(started)), context.RequestAborted));
            }
            else
            {
                await ServeJson.WriteAsync(context, await completion.AnswerAsync(context.RequestAborted));
            }

            Metrics.CountTokens(completion.PromptTokens, completion.CompletionTokens);
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
