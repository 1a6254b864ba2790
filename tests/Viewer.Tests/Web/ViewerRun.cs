using System.Net;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Viewer.Web;

namespace Agentic.Viewer.Tests.Web;

/// <summary>A run in a folder of its own, and a viewer that shows it.</summary>
internal sealed class ViewerRun : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _error = new();
    private ViewerServer? _server;

    /// <summary>The run's folder.</summary>
    public string Folder => _folder.File("run");

    public HttpClient Client { get; private set; } = null!;

    public Uri Url => _server!.Url;

    /// <summary>What the server said of its own faults.</summary>
    public string Error => _error.ToString();

    public static ViewerRun Of(params EpisodeRecord[] episodes)
    {
        var run = new ViewerRun();
        Directory.CreateDirectory(run.Folder);
        run.Append(episodes);
        return run;
    }

    /// <summary>Appends episodes as a running training does.</summary>
    public void Append(params EpisodeRecord[] episodes)
    {
        using var writer = TrajectoryWriter.Open(System.IO.Path.Combine(Folder, "episodes"));
        foreach (var episode in episodes)
        {
            writer.Append(episode);
        }
    }

    /// <summary>Appends text to a file of the run.</summary>
    public void Write(string path, string text)
    {
        var file = System.IO.Path.Combine(Folder, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(file)!);
        File.AppendAllText(file, text);
    }

    public FolderImageStore Images() => new(System.IO.Path.Combine(Folder, "images"));

    public async Task<ViewerRun> ServeAsync(Func<ViewerOptions, ViewerOptions>? change = null, bool cookies = false)
    {
        var options = new ViewerOptions { Folder = Folder };
        _server = await ViewerServer.StartAsync(change?.Invoke(options) ?? options, TimeProvider.System, _error);
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = cookies }) { BaseAddress = new Uri(_server.Url.GetLeftPart(UriPartial.Authority)) };
        return this;
    }

    /// <summary>The answer to a request that succeeds.</summary>
    public async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Client.GetAsync(path);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{path}: {(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Asks until the answer is so: files are looked at a few times a second.</summary>
    public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> isSo)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await GetAsync(path);
            if (isSo(answer))
            {
                return answer;
            }

            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromMinutes(3), $"{path} stayed {answer}");
        }
    }

    /// <summary>The words of a refusal.</summary>
    public async Task<string> RefusedAsync(string path, HttpStatusCode status)
    {
        using var response = await Client.GetAsync(path);
        Assert.Equal(status, response.StatusCode);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        Assert.Equal("", Error);
        _folder.Dispose();
    }
}
