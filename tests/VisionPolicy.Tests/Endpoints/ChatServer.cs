using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Agentic.VisionPolicy.Tests.Endpoints;

/// <summary>A server on this machine that does what the test says: one behaviour a request, the last one for ever.</summary>
internal sealed class ChatServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ChatServer(Func<HttpContext, Task>[] behaviours)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = JsonNode.Parse(await reader.ReadToEndAsync())!.AsObject();
            int index;
            lock (Requests)
            {
                index = Requests.Count;
                Requests.Add(body);
                Keys.Add(context.Request.Headers.Authorization.ToString());
            }

            await behaviours[Math.Min(index, behaviours.Length - 1)](context);
        });
    }

    /// <summary>Bodies in the order in which they came.</summary>
    public List<JsonObject> Requests { get; } = [];

    /// <summary>Authorization headers in the same order.</summary>
    public List<string> Keys { get; } = [];

    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1");

    public static async Task<ChatServer> StartAsync(params Func<HttpContext, Task>[] behaviours)
    {
        var server = new ChatServer(behaviours);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Answers with a status, a body and a type.</summary>
    public static Func<HttpContext, Task> Say(int status, string body, string type = "application/json", string? retryAfter = null) => async context =>
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        await context.Response.WriteAsync(body);
    };

    /// <summary>A whole chat completion.</summary>
    public static Func<HttpContext, Task> Answer(string text) => Say(200, Completion(text));

    public static string Completion(string text, string more = "") => $$$"""
        {"choices":[{"index":0,"message":{"role":"assistant","content":{{{System.Text.Json.JsonSerializer.Serialize(text)}}}},"finish_reason":"stop"{{{more}}}}],"usage":{"prompt_tokens":7,"completion_tokens":2}}
        """;

    /// <summary>Never answers.</summary>
    public static async Task Hang(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(() => gone.TrySetResult());
        await gone.Task;
    }

    /// <summary>Promises more than it sends, and hangs up.</summary>
    public static async Task Truncate(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = 1000;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(Completion("up")));
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    /// <summary>Sends 10 MB of white space before its answer.</summary>
    /// <param name="saysSo">Whether the length is declared.</param>
    public static Func<HttpContext, Task> Flood(bool saysSo) => async context =>
    {
        const int Length = 10_000_000;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = saysSo ? Length : null;
        var chunk = new byte[100_000];
        Array.Fill(chunk, (byte)' ');
        for (var sent = 0; sent < Length && !context.RequestAborted.IsCancellationRequested; sent += chunk.Length)
        {
            await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
        }
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
