using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Agentic.Cli.Serving;

/// <summary>JSON on the wire.</summary>
internal static class ServeJson
{
    /// <summary>One object as the whole answer; the status is set before.</summary>
    public static async Task WriteAsync(HttpContext context, JsonObject body)
    {
        var bytes = Bytes(body);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }

    /// <summary>The body of a request.</summary>
    /// <exception cref="ApiException">It is no JSON, or does not say that it is.</exception>
    public static async Task<JsonDocument> ReadAsync(HttpContext context)
    {
        // Asked for because a web page may send other types to any address without asking first.
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

    /// <summary>One line of UTF-8.</summary>
    public static byte[] Bytes(JsonObject body) => JsonSerializer.SerializeToUtf8Bytes(body, CliOutput.Compact);
}
