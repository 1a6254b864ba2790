using System.Net;
using Agentic.Agents;
using Agentic.Viewer.Runs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Agentic.Viewer.Web;

/// <summary>The viewer's page and its data over HTTP: Kestrel, limits, access and errors around <see cref="ViewerRoutes"/>. Reads only, and no configuration but its options.</summary>
public sealed class ViewerServer : IAsyncDisposable
{
    private const int MaxConnections = 256;
    private const int MaxHeaderBytes = 16 << 10;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;
    private readonly RunCatalog _runs;
    private readonly LiveRuns _live;
    private readonly ViewerRoutes _routes;
    private readonly AccessGuard _guard;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TimeProvider _clock;
    private readonly TextWriter _error;
    private readonly AccessToken? _token;

    private ViewerServer(ViewerOptions options, TimeProvider clock, TextWriter error)
    {
        if (!IPAddress.IsLoopback(options.Address) && options.Token is null)
        {
            throw new ArgumentException($"The address {options.Address} can be reached from other machines: a token is needed.", nameof(options));
        }

        (_clock, _error, _token) = (clock, error, options.Token);
        (_runs, _live) = (new RunCatalog(options.Folder, clock), new LiveRuns(clock));
        _routes = new ViewerRoutes(_runs, _live, options.TokenText, clock, _stopping.Token);
        _guard = new AccessGuard(new HostNames(options.Address), options.Token);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Address, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Where it listens; with the token, if there is one, so that a browser may be sent there.</summary>
    public Uri Url
    {
        get
        {
            var bound = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
            return _token is null ? bound : new Uri(bound, $"?token={Uri.EscapeDataString(_token.Text)}");
        }
    }

    /// <summary>Listens from now on.</summary>
    /// <param name="options">What is shown, and where.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="error">Told of the program's own faults; borrowed.</param>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<ViewerServer> StartAsync(ViewerOptions options, TimeProvider clock, TextWriter error)
    {
        var server = new ViewerServer(options, clock, TextWriter.Synchronized(error));
        try
        {
            await server._app.StartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends the event streams, finishes what it can within seconds, and drops the rest.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        using var patience = new CancellationTokenSource(Farewell, _clock);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        _live.Dispose();
        _runs.Dispose();
        _stopping.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        AccessGuard.Harden(context.Response.Headers);
        try
        {
            if (_guard.Admit(context) && await _routes.AnswerAsync(context) is { } answer)
            {
                await SendAsync(context, answer);
            }
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested || _stopping.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
        }
        catch (Exception error)
        {
            await FailAsync(context, error);
        }
    }

    private async Task FailAsync(HttpContext context, Exception error)
    {
        // Words of the program's own faults stay inside: they may name paths.
        var (status, message) = error switch
        {
            RequestException known => (known.Status, known.Message),
            ImageMissingException => (404, "There is no such picture in this run."),
            ImageDamagedException damaged => (404, $"The picture is damaged: {damaged.Message}"),
            TrajectoryException broken => (404, ViewerRoutes.Words(broken)),
            BadHttpRequestException { StatusCode: 413 } => (413, "A request must have no body."),
            BadHttpRequestException bad => (bad.StatusCode, "The request is not proper HTTP."),
            _ => (500, "The server failed to answer; its own output says why."),
        };
        if (status == 500)
        {
            await _error.WriteLineAsync($"A request to {context.Request.Path} failed: {error}");
        }

        if (!context.Response.HasStarted)
        {
            await SendAsync(context, WebAnswer.Error(status, message));
        }
    }

    private static async Task SendAsync(HttpContext context, WebAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = answer.Body.Length;
        context.Response.Headers.CacheControl = answer.Cache;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
        }
    }
}
