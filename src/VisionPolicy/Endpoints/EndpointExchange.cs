using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Agentic.VisionPolicy;

/// <summary>One request and its answer over HTTP. Whatever goes wrong is an <see cref="EndpointFailure"/> that says whether it may pass.</summary>
internal static class EndpointExchange
{
    private const int LongestWords = 300;

    /// <summary>A client whose limits are this library's: no redirects, which would carry the key elsewhere, and no cookies.</summary>
    public static HttpMessageInvoker CreateClient(EndpointOptions options) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = !options.BaseUrl.IsLoopback,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = options.MaxConcurrent,
    });

    /// <summary>Sends a body and reads what comes back.</summary>
    /// <exception cref="EndpointFailure">No answer, or none that can be trusted.</exception>
    /// <exception cref="OperationCanceledException">The time is over, or the caller went away.</exception>
    public static async Task<EndpointAnswer> RunAsync(
        HttpMessageInvoker http, EndpointOptions options, ReadOnlyMemory<byte> body, TimeProvider clock, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Completions) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Authorization = options.ApiKey is { } key ? new AuthenticationHeaderValue("Bearer", key) : null;
        try
        {
            using var response = await http.SendAsync(request, cancellation);
            var bytes = await ReadAsync(response, options, cancellation);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw Refused(response, Words(bytes, options), clock);
            }

            var type = response.Content.Headers.ContentType?.MediaType;
            return type is null || type.EndsWith("json", StringComparison.OrdinalIgnoreCase)
                ? EndpointAnswer.Read(bytes)
                : throw new EndpointFailure($"expected application/json, but {type} came: {Words(bytes, options)}", mayPass: true);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw new EndpointFailure($"the connection failed: {error.Message}", mayPass: true, inner: error);
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, EndpointOptions options, CancellationToken cancellation)
    {
        var limit = options.MaxAnswerBytes;
        if (response.Content.Headers.ContentLength > limit)
        {
            throw TooLong($"{response.Content.Headers.ContentLength}");
        }

        using var gathered = new MemoryStream();
        await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[16 << 10];
        for (int count; (count = await stream.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (gathered.Length + count > limit)
            {
                throw TooLong("more");
            }

            gathered.Write(buffer, 0, count);
        }

        return gathered.GetBuffer().AsMemory(0, (int)gathered.Length);
        EndpointFailure TooLong(string actual) => new($"the answer must have at most {limit} bytes, but has {actual}", mayPass: false);
    }

    private static EndpointFailure Refused(HttpResponseMessage response, string words, TimeProvider clock)
    {
        var status = (int)response.StatusCode;
        // An exhausted quota comes with the status of a rate limit, but no waiting helps.
        var mayPass = status is 408 or 425 or 429 or >= 500 && status != 501 && !words.Contains("insufficient_quota", StringComparison.Ordinal);
        var after = response.Headers.RetryAfter;
        var wait = after?.Delta ?? (after?.Date is { } date ? date - clock.GetUtcNow() : null);
        var hint = status is 401 or 403 ? " Set OPENAI_API_KEY or AGENTIC_API_KEY." : "";
        return new EndpointFailure($"status {status}: {words}{hint}", mayPass, wait, status is 400 or 422 ? words : null);
    }

    /// <summary>The server's words, cut to a line and without the key, which servers like to repeat.</summary>
    private static string Words(ReadOnlyMemory<byte> body, EndpointOptions options)
    {
        var text = Message(body) ?? Encoding.UTF8.GetString(body.Span[..Math.Min(body.Length, 4 * LongestWords)]);
        text = options.ApiKey is { Length: > 0 } key ? text.Replace(key, "…", StringComparison.Ordinal) : text;
        var line = string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)).Trim();
        return line.Length <= LongestWords ? line : line[..LongestWords] + " …";
    }

    private static string? Message(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var error = document.RootElement.GetProperty("error");
            string Field(string name) => error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
            return error.ValueKind == JsonValueKind.String ? error.GetString() : string.Join(' ', new[] { Field("message"), Field("code"), Field("param") }.Where(part => part.Length > 0));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
