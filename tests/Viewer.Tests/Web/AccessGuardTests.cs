using System.Net;
using Agentic.Agents;
using Agentic.Viewer.Web;

namespace Agentic.Viewer.Tests.Web;

public sealed class AccessGuardTests
{
    private static readonly AccessToken Secret = new("s3cret");

    [Theory]
    [InlineData("/../../../etc/passwd")]
    [InlineData("/assets/../../../etc/passwd")]
    [InlineData("/assets/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/assets/%2e%2e/%2e%2e/secret.txt")]
    [InlineData("/assets/%252e%252e%252fsecret.txt")]
    [InlineData("/assets/..\\..\\secret.txt")]
    [InlineData("/assets/index.html%00.js")]
    [InlineData("/api/runs/../../secret.txt")]
    [InlineData("/api/runs/%2e%2e%2fsecret.txt")]
    [InlineData("/api/runs/0/images/../secret.txt")]
    [InlineData("/api/runs/0/images/..%2fsecret.txt")]
    [InlineData("/api/runs/0/images/%2e%2e%2f%2e%2e%2fsecret")]
    [InlineData("/api/runs/-1")]
    [InlineData("/api/runs/0/episodes/999999999999999999999")]
    [InlineData("/api/runs/0/episodes/0/turns/7/tokens")]
    [InlineData("/secret.txt")]
    [InlineData("//secret.txt")]
    public async Task No_path_of_a_request_reaches_the_file_system(string target)
    {
        await using var run = ViewerRun.Of(Samples.Episode(0, new EpisodeEnd.Terminated(true), ["left"]));
        run.Write("../secret.txt", "do not show this");
        run.Write("secret.txt", "do not show this");
        run.Images();
        run.Write("images/secret.txt", "do not show this");
        await run.ServeAsync();

        var (status, text) = await RawRequest.GetAsync(run.Url, target);

        Assert.True(status is 400 or 404, $"{status} {text}");
        Assert.DoesNotContain("do not show this", text);
        Assert.DoesNotContain("root:", text);
        Assert.DoesNotContain(run.Folder, text);
    }

    [Theory]
    [InlineData("evil.example", 403)]
    [InlineData("localhost.evil.example", 403)]
    [InlineData("127.0.0.1.evil.example", 403)]
    [InlineData("192.168.1.7", 403)]
    [InlineData("localhost", 200)]
    [InlineData("LOCALHOST:80", 200)]
    [InlineData("127.0.0.1:1234", 200)]
    [InlineData("[::1]", 200)]
    public async Task A_name_that_is_not_this_machines_is_refused(string host, int status)
    {
        await using var run = await ViewerRun.Of().ServeAsync();

        Assert.Equal(status, (await RawRequest.SendAsync(run.Url, $"GET /api/runs HTTP/1.1\nHost: {host}\nConnection: close\n\n")).Status);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    [InlineData("BREW")]
    public async Task Only_reading_is_allowed(string method)
    {
        await using var run = await ViewerRun.Of().ServeAsync();

        var (status, text) = await RawRequest.SendAsync(run.Url, $"{method} /api/runs HTTP/1.1\nHost: localhost\nConnection: close\nContent-Length: 0\n\n");

        Assert.Equal(405, status);
        Assert.Contains("Allow: GET, HEAD", text);
    }

    [Fact]
    public async Task A_request_of_the_head_alone_gets_no_body()
    {
        await using var run = await ViewerRun.Of().ServeAsync();

        var (status, text) = await RawRequest.SendAsync(run.Url, "HEAD / HTTP/1.1\nHost: localhost\nConnection: close\n\n");

        Assert.Equal(200, status);
        Assert.EndsWith("\r\n\r\n", text);
    }

    [Fact]
    public async Task What_is_too_large_is_refused()
    {
        await using var run = await ViewerRun.Of().ServeAsync();

        Assert.Equal(431, (await RawRequest.GetAsync(run.Url, "/", $"X-Long: {new string('x', 20_000)}\n")).Status);
        Assert.Equal(414, (await RawRequest.GetAsync(run.Url, $"/{new string('x', 20_000)}")).Status);
        Assert.Equal(431, (await RawRequest.GetAsync(run.Url, "/", string.Concat(Enumerable.Range(0, 200).Select(at => $"X-{at}: y\n")))).Status);
        Assert.Equal(400, (await RawRequest.SendAsync(run.Url, "GET / HTTP/1.1\nConnection: close\n\n")).Status);
        Assert.Equal(400, (int)(await run.Client.GetAsync($"/api/runs/0/episodes?text={new string('x', 2000)}")).StatusCode);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/api/runs")]
    [InlineData("/api/nowhere")]
    [InlineData("/assets/nothing.js")]
    public async Task Every_answer_says_what_a_browser_may_do(string path)
    {
        await using var run = await ViewerRun.Of().ServeAsync();

        using var response = await run.Client.GetAsync(path);

        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            Assert.Single(response.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
        Assert.Equal("same-origin", Assert.Single(response.Headers.GetValues("Cross-Origin-Resource-Policy")));
        Assert.False(response.Headers.Contains("Server"));
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task A_token_is_shown_once_and_then_lies_in_a_cookie()
    {
        await using var run = await ViewerRun.Of().ServeAsync(options => options with { Token = Secret }, cookies: true);

        Assert.Equal("?token=s3cret", run.Url.Query);
        Assert.Equal(HttpStatusCode.Unauthorized, (await run.Client.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await run.Client.GetAsync("/?token=s3cre")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await run.Client.GetAsync("/api/runs")).StatusCode);

        using var shown = await run.Client.GetAsync("/?token=s3cret");

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (shown.StatusCode, shown.Headers.Location!.OriginalString));
        var cookie = Assert.Single(shown.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        Assert.Equal(HttpStatusCode.OK, (await run.Client.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await run.Client.GetAsync("/api/runs")).StatusCode);
    }

    [Theory]
    [InlineData("Authorization: Bearer s3cret", 200)]
    [InlineData("Authorization: Bearer s3cret2", 401)]
    [InlineData("Authorization: Basic s3cret", 401)]
    [InlineData("Cookie: agentic-1=s3cret", 401)]
    [InlineData("Cookie: token=s3cret", 401)]
    public async Task A_program_sends_the_token_in_a_header(string header, int status)
    {
        await using var run = await ViewerRun.Of().ServeAsync(options => options with { Token = Secret });

        Assert.Equal(status, (await RawRequest.GetAsync(run.Url, "/api/runs", $"{header}\n")).Status);
    }

    // The browser is sent on without the token, and never to a place that the caller chose.
    [Theory]
    [InlineData("/api/runs/0/episodes?limit=3&token=s3cret", "/api/runs/0/episodes?limit=3")]
    [InlineData("//evil.example/?token=s3cret", "/")]
    [InlineData("/%2f/evil.example?token=s3cret", "/")]
    [InlineData("/api//evil.example?token=s3cret", "/api//evil.example")]
    [InlineData("/\\evil.example?token=s3cret", "/")]
    public async Task Whoever_showed_the_token_stays_here(string target, string location)
    {
        await using var run = await ViewerRun.Of().ServeAsync(options => options with { Token = Secret });

        var (status, text) = await RawRequest.GetAsync(run.Url, target);

        Assert.Equal(303, status);
        Assert.Contains($"Location: {location}\r\n", text);
    }

    [Fact]
    public async Task Beyond_this_machine_a_token_is_a_must()
    {
        await using var run = ViewerRun.Of();

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => run.ServeAsync(options => options with { Address = IPAddress.Any }));

        Assert.Contains("a token is needed", refused.Message);
    }

    [Theory]
    [InlineData("127.0.0.1", "10.0.0.5", false)]
    [InlineData("10.0.0.5", "10.0.0.5", true)]
    [InlineData("10.0.0.5", "10.0.0.6", false)]
    [InlineData("0.0.0.0", "10.0.0.6", true)]
    [InlineData("0.0.0.0", "evil.example", false)]
    [InlineData("0.0.0.0", "", false)]
    public void A_server_is_called_by_the_address_it_listens_on(string address, string host, bool isKnown) =>
        Assert.Equal(isKnown, new HostNames(IPAddress.Parse(address)).Contains(host));
}
