using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Agentic.Cli.Serving;

/// <summary>Server-sent events: each piece one line of data, a mark at the end.</summary>
internal static class EventStream
{
    /// <summary>Sends pieces as they come. What fails before the first piece is an ordinary error; later it is an event, because the status has been sent.</summary>
    /// <param name="context">The request.</param>
    /// <param name="pieces">What to send.</param>
    public static async Task WriteAsync(HttpContext context, IAsyncEnumerable<JsonObject> pieces)
    {
        var isFirst = true;
        try
        {
            await foreach (var piece in pieces)
            {
                if (isFirst)
                {
                    context.Response.ContentType = "text/event-stream; charset=utf-8";
                    context.Response.Headers.CacheControl = "no-store";
                }

                isFirst = false;
                await SendAsync(context, ServeJson.Bytes(piece));
            }

            await SendAsync(context, "[DONE]"u8.ToArray());
        }
        catch (Exception error) when (!isFirst && !context.RequestAborted.IsCancellationRequested)
        {
            await SendAsync(context, ServeJson.Bytes(ServeErrors.Translate(error).ToJson()));
        }
    }

    private static async Task SendAsync(HttpContext context, byte[] data)
    {
        await context.Response.Body.WriteAsync((byte[])[.. "data: "u8, .. data, .. "\n\n"u8], context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
