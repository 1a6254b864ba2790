using System.Net;
using System.Text;

namespace Agentic.Worlds.Tests.Search.Retrieval;

/// <summary>A retriever in this process that answers as a test tells it, on a port of the system's choice.</summary>
internal sealed class RetrieveServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly CancellationTokenSource _end = new();

    /// <param name="answer">Gives status and body for a request's body; null never answers.</param>
    public RetrieveServer(Func<string, (int Status, string Body)>? answer)
    {
        // HttpListener takes no port 0: one that was free a moment ago is tried until it still is.
        for (var attempt = 0; !_listener.IsListening; attempt++)
        {
            Url = new Uri($"http://127.0.0.1:{FreePort()}/");
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add(Url.AbsoluteUri);
            try
            {
                _listener.Start();
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                // Taken meanwhile.
            }
        }

        _ = ServeAsync(answer);
    }

    public Uri Url { get; private set; } = null!;

    /// <summary>Paths and bodies that came.</summary>
    public List<(string Path, string Body)> Seen { get; } = [];

    public void Dispose()
    {
        _end.Cancel();
        _listener.Close();
        _end.Dispose();
    }

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private async Task ServeAsync(Func<string, (int Status, string Body)>? answer)
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8);
                var body = await reader.ReadToEndAsync();
                Seen.Add((context.Request.Url!.AbsolutePath, body));
                if (answer is null)
                {
                    continue;
                }

                var (status, text) = answer(body);
                context.Response.StatusCode = status;
                await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(text));
                context.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
