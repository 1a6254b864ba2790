using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Agentic.Worlds.Search.Retrieval;

/// <summary>Asks a retriever elsewhere over Search-R1's interface: <c>POST /retrieve</c>.</summary>
/// <remarks>
/// Whatever is not the answer to the question that was asked is a <see cref="RetrieverFaultException"/>: no answer in time, another
/// status than 200, no JSON, more or fewer lists than queries, more passages than asked for, a passage without contents or score.
/// </remarks>
public sealed class RemoteRetriever : IRetriever
{
    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly RemoteRetrieverOptions _options;

    /// <param name="server">The server's address; without a path, /retrieve is asked.</param>
    /// <param name="options">What is borne.</param>
    public RemoteRetriever(Uri server, RemoteRetrieverOptions? options = null)
    {
        if (!server.IsAbsoluteUri || server.Scheme is not ("http" or "https"))
        {
            throw new ArgumentException($"A retriever's address must begin with http:// or https://, but is '{server}'.", nameof(server));
        }

        _options = options ?? new RemoteRetrieverOptions();
        _address = server.AbsolutePath == "/" ? new Uri(server, "retrieve") : server;
        _client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = _options.MaxAnswerBytes,
        };
        _client.DefaultRequestHeaders.Authorization = _options.Token is { Length: > 0 } token ? new AuthenticationHeaderValue("Bearer", token) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<ImmutableArray<SearchHit>> SearchAsync(string query, int count, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var answer = await AskAsync(RetrieveMessage.Question([query], count), cancellation);
        try
        {
            using var json = JsonDocument.Parse(answer);
            return RetrieveMessage.Answer(json.RootElement, queries: 1, count)[0];
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new RetrieverFaultException($"The retriever at {_address} did not answer as asked: {error.Message}", retryable: false, error);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<byte[]> AskAsync(byte[] question, CancellationToken cancellation)
    {
        using var deadline = new CancellationTokenSource(_options.Deadline, _options.Clock);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, deadline.Token);
        try
        {
            using var content = new ByteArrayContent(question) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var response = await _client.PostAsync(_address, content, stop.Token);
            var body = await response.Content.ReadAsByteArrayAsync(stop.Token);
            var status = (int)response.StatusCode;
            return status == 200
                ? body
                : throw new RetrieverFaultException($"The retriever at {_address} answered with status {status}, where 200 was expected: {Beginning(body)}", status is 408 or 429 or >= 500);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new RetrieverFaultException($"The retriever at {_address} did not answer within {_options.Deadline.TotalSeconds:0.###} s. Is it running, and fast enough?", retryable: true, error);
        }
        catch (ObjectDisposedException error)
        {
            throw new RetrieverFaultException($"The retriever at {_address} has been closed here.", retryable: false, error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new RetrieverFaultException($"The retriever at {_address} could not be asked: {error.Message} Is it running?", retryable: true, error);
        }
    }

    private static string Beginning(byte[] body) => System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(200, body.Length)));
}
