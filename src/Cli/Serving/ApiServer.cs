using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Agentic.Cli.Serving;

/// <summary>Something behind HTTP: Kestrel, limits, access, errors and counts around its routes. Reads no configuration but its options.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private const int ClientClosedRequest = 499;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(5);
    private readonly WebApplication _app;
    private readonly IApiRoutes _routes;
    private readonly AccessGate _gate;
    private readonly SemaphoreSlim _seats;
    private readonly TimeProvider _clock;
    private readonly TextWriter _error;

    private ApiServer(IApiRoutes routes, ServeOptions options, TimeProvider clock, TextWriter error)
    {
        (_routes, _gate, _seats, _clock, _error) = (routes, new AccessGate(options.Token), new SemaphoreSlim(options.MaxRequests), clock, error);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(options.Address, options.Port);
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = 2 * options.MaxRequests;
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Listens from now on.</summary>
    /// <param name="routes">What answers; what it stands on is disposed after the server.</param>
    /// <param name="options">Where, and what it bears.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="error">Told of the program's own faults; borrowed.</param>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<ApiServer> StartAsync(IApiRoutes routes, ServeOptions options, TimeProvider clock, TextWriter error)
    {
        var server = new ApiServer(routes, options, clock, TextWriter.Synchronized(error));
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

    /// <summary>Finishes what it can within seconds, and drops the rest.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(Farewell, _clock);
        await _app.StopAsync(patience.Token);
        await _app.DisposeAsync();
        _seats.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        var isKnown = _routes.Methods.TryGetValue(path, out var method);
        var started = _clock.GetTimestamp();
        _routes.Metrics.Begin();
        try
        {
            if (!isKnown)
            {
                throw new ApiException(404, $"There is no '{path}' here; there are {string.Join(", ", _routes.Methods.Keys)}.", code: "not_found");
            }

            // Whoever watches the process asks for its health without a token.
            if (path != "/health")
            {
                _gate.Check(context.Request);
            }

            if (context.Request.Method != method)
            {
                context.Response.Headers.Allow = method;
                throw new ApiException(405, $"'{path}' takes {method}, but {context.Request.Method} came.", code: "method_not_allowed");
            }

            await SeatedAsync(context, method == "POST");
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = context.Response.HasStarted ? context.Response.StatusCode : ClientClosedRequest;
        }
        catch (Exception error)
        {
            await FailAsync(context, error);
        }
        finally
        {
            _routes.Metrics.End(isKnown ? path : "other", context.RequestAborted.IsCancellationRequested ? ClientClosedRequest : context.Response.StatusCode, _clock.GetElapsedTime(started));
        }
    }

    private async Task SeatedAsync(HttpContext context, bool needsSeat)
    {
        if (needsSeat && !await _seats.WaitAsync(0))
        {
            context.Response.Headers.RetryAfter = "1";
            throw new ApiException(429, "The server is busy with as many requests as it takes; come back in a second.", code: "rate_limit_exceeded");
        }

        try
        {
            await _routes.AnswerAsync(context);
        }
        finally
        {
            if (needsSeat)
            {
                _seats.Release();
            }
        }
    }

    private async Task FailAsync(HttpContext context, Exception error)
    {
        var told = ServeErrors.Translate(error);
        if (told.Status == 500)
        {
            await _error.WriteLineAsync($"A request to {context.Request.Path} failed: {error}");
        }

        if (!context.Response.HasStarted)
        {
            context.Response.StatusCode = told.Status;
            await ServeJson.WriteAsync(context, told.ToJson());
        }
    }
}
