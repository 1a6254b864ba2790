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

    /// <summary>One line of UTF-8.</summary>
    public static byte[] Bytes(JsonObject body) => JsonSerializer.SerializeToUtf8Bytes(body, CliOutput.Compact);
}
