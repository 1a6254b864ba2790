using Agentic.Viewer.Runs;
using Microsoft.AspNetCore.Http;

namespace Agentic.Viewer.Web;

/// <summary>A run's changes as server-sent events, until the listener goes away.</summary>
internal static class EventsStream
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(15);

    /// <summary>Says hello with the present revision, then one event for each change, and a comment now and then so that a broken line is noticed.</summary>
    /// <param name="context">The request.</param>
    /// <param name="run">The run.</param>
    /// <param name="live">Who looks.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="stopping">The server goes.</param>
    public static async Task WriteAsync(HttpContext context, RunSource run, LiveRuns live, TimeProvider clock, CancellationToken stopping)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        using var heard = live.Listen(run);
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = WebAnswer.Never;
        var revision = run.Revision;
        await SendAsync(context, $"event: hello\ndata: {{\"revision\":{revision}}}\n\n", ended.Token);
        while (!ended.IsCancellationRequested)
        {
            try
            {
                await heard.Revisions.WaitToReadAsync(ended.Token).AsTask().WaitAsync(Heartbeat, clock, ended.Token);
                if (heard.Revisions.TryRead(out var now) && now > revision)
                {
                    revision = now;
                    await SendAsync(context, $"event: changed\ndata: {{\"revision\":{now},\"episodes\":{run.Entries.Count},\"updates\":{run.Updates}}}\n\n", ended.Token);
                }
            }
            catch (TimeoutException)
            {
                // A broken line leaves no trace but a write that fails.
                await SendAsync(context, ": still here\n\n", ended.Token);
            }
        }
    }

    private static async Task SendAsync(HttpContext context, string text, CancellationToken cancellation)
    {
        await context.Response.WriteAsync(text, cancellation);
        await context.Response.Body.FlushAsync(cancellation);
    }
}
