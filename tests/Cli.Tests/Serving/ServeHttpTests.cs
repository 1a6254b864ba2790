using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Agentic.Cli.Serving;
using Agentic.VisionPolicy;
using SkiaSharp;

namespace Agentic.Cli.Tests.Serving;

/// <summary>What the interface says byte by byte: errors, ids, limits, and callers that go away.</summary>
public sealed class ServeHttpTests(ServeHttpTests.Setup setup) : IClassFixture<ServeHttpTests.Setup>
{
    private const string Hello = """[{"role":"user","content":"hello"}]""";
    private readonly HttpClient _http = setup.Http;
    private readonly ServedPolicy _policy = setup.Policy;

    [Theory]
    [InlineData("{", 400, null, "not JSON")]
    [InlineData("[]", 400, null, "must be a JSON object")]
    [InlineData("{}", 400, "messages", "missing")]
    [InlineData("""{"messages":[]}""", 400, "messages", "at least one message")]
    [InlineData("""{"messages":[{"role":"robot","content":"x"}]}""", 400, "messages[0].role", "but 'robot' came")]
    [InlineData("""{"messages":[{"role":"user"}]}""", 400, "messages[0].content", "missing")]
    [InlineData("""{"messages":[{"role":"assistant","content":"x"}]}""", 400, "messages[0]", "must follow")]
    [InlineData("""{"messages":[{"role":"user","content":"\ud800"}]}""", 400, "messages[0].content", "surrogate")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://127.0.0.1/x.png"}}]}]}""", 400, "messages[0].content[0].image_url.url", "not fetched")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}]}""", 400, "messages[0].content[0].image_url.url", "not a PNG")]
    [InlineData("""{"messages":HELLO,"temperature":-1}""", 400, "temperature", "from 0 to 100, but -1 came")]
    [InlineData("""{"messages":HELLO,"top_p":"x"}""", 400, "top_p", "but \"x\" came")]
    [InlineData("""{"messages":HELLO,"max_tokens":1.5}""", 400, "max_tokens", "a whole number")]
    [InlineData("""{"messages":HELLO,"n":1000}""", 400, "n", "from 1 to 128")]
    [InlineData("""{"messages":HELLO,"stop":[""]}""", 400, "stop", "not empty")]
    [InlineData("""{"messages":HELLO,"frequency_penalty":0.5}""", 400, "frequency_penalty", "does not support")]
    [InlineData("""{"messages":HELLO,"top_logprobs":2}""", 400, "top_logprobs", "needs")]
    [InlineData("""{"messages":HELLO,"tool_choice":"required"}""", 400, "tool_choice", "cannot be enforced")]
    [InlineData("""{"messages":HELLO,"model":"gpt"}""", 404, "model", "'gpt' was asked for")]
    [InlineData("""{"messages":HELLO,"max_tokens":300}""", 400, "max_tokens", "256 tokens")]
    public async Task A_bad_request_is_told_which_field_is_wrong(string body, int status, string? field, string expected)
    {
        using var response = await Post("/v1/chat/completions", body.Replace("HELLO", Hello, StringComparison.Ordinal));
        var error = (await Json(response)).GetProperty("error");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(field, error.GetProperty("param").GetString());
        Assert.Contains(expected, error.GetProperty("message").GetString());
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Paths_methods_types_sizes_and_names_are_checked()
    {
        Assert.Equal(HttpStatusCode.NotFound, (await _http.GetAsync("/v1/nothing")).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await _http.GetAsync("/v1/completions")).StatusCode);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await _http.PostAsync("/v1/completions", new StringContent("{}"))).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Post("/v1/completions", $$"""{"prompt":"{{new string('x', 200_000)}}"}""")).StatusCode);
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/v1/models") { Headers = { Host = "evil.example" } };
        Assert.Equal(HttpStatusCode.Forbidden, (await _http.SendAsync(rebound)).StatusCode);
        Assert.Equal("tiny", (await Json(await _http.GetAsync("/v1/models"))).GetProperty("data")[0].GetProperty("id").GetString());
        Assert.Equal("ok", (await Json(await _http.GetAsync("/health"))).GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_seed_gives_the_same_answers_and_the_siblings_differ()
    {
        const string Body = $$"""{"messages":{{Hello}},"seed":9,"n":3,"max_tokens":12,"return_token_ids":true,"logprobs":true}""";
        var (first, second) = (await Json(await Post("/v1/chat/completions", Body)), await Json(await Post("/v1/chat/completions", Body)));
        var ids = Ids(first);

        Assert.Equal(ids, Ids(second));
        Assert.Equal(3, ids.Distinct().Count());
        Assert.NotEqual(first.GetProperty("id").GetString(), second.GetProperty("id").GetString());
        Assert.All(first.GetProperty("choices").EnumerateArray(), choice =>
            Assert.Equal(choice.GetProperty("token_ids").GetArrayLength(), choice.GetProperty("logprobs").GetProperty("content").GetArrayLength()));
        Assert.Equal(first.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), first.GetProperty("prompt_token_ids").GetArrayLength());
    }

    [Fact]
    public async Task A_stop_text_ends_the_answer_in_front_of_it()
    {
        const string Body = """{"prompt":"a","temperature":0,"max_tokens":20""";
        var text = Text(await Json(await Post("/v1/completions", Body + "}")));
        var stop = text[3..6];
        var cut = await Json(await Post("/v1/completions", $$"""{{Body}},"stop":[{{JsonSerializer.Serialize(stop)}}]}"""));

        Assert.Equal(text[..text.IndexOf(stop, StringComparison.Ordinal)], Text(cut));
        Assert.Equal("stop", cut.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.True(cut.GetProperty("usage").GetProperty("completion_tokens").GetInt32() < 20);
    }

    [Fact]
    public async Task Token_ids_are_read_as_they_are_and_those_of_pictures_are_refused()
    {
        var byText = await Json(await Post("/v1/completions", """{"prompt":"up down","max_tokens":3,"seed":1,"return_token_ids":true}"""));
        var ids = byText.GetProperty("choices")[0].GetProperty("prompt_token_ids").GetRawText();
        var byIds = await Json(await Post("/v1/completions", $$"""{"prompt":{{ids}},"max_tokens":3,"seed":1,"return_token_ids":true}"""));
        using var picture = await Post("/v1/completions", """{"prompt":"<|image_pad|>"}""");

        Assert.Equal(Ids(byText), Ids(byIds));
        Assert.Equal(HttpStatusCode.BadRequest, picture.StatusCode);
    }

    [Fact]
    public async Task A_caller_that_goes_away_frees_its_place_and_its_pictures()
    {
        using var leave = new CancellationTokenSource();
        using var goOn = new ManualResetEventSlim();
        var stopped = _policy.Engine.RunAsync(() => { goOn.Wait(); return 0; }); // nothing is answered before the caller has left
        var body = $$$"""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"{{{Picture(SKEncodedImageFormat.Png)}}}"}}]}],"max_tokens":200}""";
        var asked = _http.PostAsync("/v1/chat/completions", new StringContent(body, new MediaTypeHeaderValue("application/json")), leave.Token);
        await Until(() => Task.FromResult(_policy.Pictures.Count > 0));

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        // The system takes a moment to tell the server that the other end is closed.
        await using var timer = TimeProvider.System.CreateTimer(_ => goOn.Set(), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        await stopped;
        await Until(() => Task.FromResult(_policy.Pictures.Count == 0));
        await Until(() => Metrics("agentic_requests_total{path=\"/v1/chat/completions\",status=\"499\"} 1\n"));
        await Until(() => Metrics("agentic_requests_running 1\n")); // the question itself
        Assert.Equal(HttpStatusCode.OK, (await Post("/v1/chat/completions", $$"""{"messages":{{Hello}},"max_tokens":2}""")).StatusCode);
    }

    [Fact]
    public async Task A_full_house_says_when_to_come_back()
    {
        var open = new TaskCompletionSource();
        var stopped = _policy.Engine.RunAsync(() => { open.Task.Wait(); return 0; });
        var seated = Enumerable.Range(0, 4).Select(_ => Post("/v1/completions", """{"prompt":"a","max_tokens":2}""")).ToArray();
        await Until(() => Metrics("agentic_requests_running 5\n")); // four, and the question itself

        using var refused = await Post("/v1/completions", """{"prompt":"a","max_tokens":2}""");
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(1)), (refused.StatusCode, refused.Headers.RetryAfter!.Delta));
        open.SetResult();
        await stopped;
        Assert.All(await Task.WhenAll(seated), response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    public async Task Pictures_of_both_kinds_are_read(SKEncodedImageFormat format)
    {
        using var response = await Post(
            "/v1/chat/completions", $$$"""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"{{{Picture(format)}}}"}}]}],"max_tokens":1}""");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var frame = PictureUrl.Read(Picture(format), "x");
        // Red with half transparency over white: 255, 128, 128 (JPEG has no transparency: the encoder drops it over black).
        Assert.Equal((32, 16), (frame.Width, frame.Height));
        Assert.InRange(frame.Rgb[0], format == SKEncodedImageFormat.Png ? 255 : 100, 255);
        Assert.InRange(frame.Rgb[1], format == SKEncodedImageFormat.Png ? 126 : 0, 129);
    }

    private async Task<bool> Metrics(string line) => (await _http.GetStringAsync("/metrics")).Contains(line, StringComparison.Ordinal);

    private static async Task Until(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await holds())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private static string Picture(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(32, 16, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        bitmap.Erase(new SKColor(255, 0, 0, 128));
        using var data = bitmap.Encode(format, 90);
        return $"data:image/{(format == SKEncodedImageFormat.Png ? "png" : "jpeg")};base64,{Convert.ToBase64String(data.ToArray())}";
    }

    private Task<HttpResponseMessage> Post(string path, string body) => _http.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"));

    private static async Task<JsonElement> Json(HttpResponseMessage response) => JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;

    private static string[] Ids(JsonElement answer) => [.. answer.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("token_ids").GetRawText())];

    private static string Text(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("text").GetString()!;

    /// <summary>One server for all tests of the class.</summary>
    public sealed class Setup : IAsyncLifetime
    {
        private ApiServer _server = null!;

        internal ServedPolicy Policy { get; private set; } = null!;

        internal HttpClient Http { get; } = new();

        public async ValueTask InitializeAsync()
        {
            Policy = ServedPolicy.Open("tiny", 256, 1, ComputeDevice.Cpu);
            _server = await ApiServer.StartAsync(
                new PolicyRoutes(Policy, TimeProvider.System), new ServeOptions { Address = IPAddress.Loopback, Port = 0, MaxBodyBytes = 100_000, MaxRequests = 4 }, TimeProvider.System, TextWriter.Null);
            Http.BaseAddress = _server.Url;
        }

        public async ValueTask DisposeAsync()
        {
            Http.Dispose();
            await _server.DisposeAsync();
            await Policy.DisposeAsync();
        }
    }
}
