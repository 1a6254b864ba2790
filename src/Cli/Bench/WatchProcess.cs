using System.Net.Http.Json;
using System.Text.Json;

namespace Agentic.Cli;

/// <summary><c>watch</c> in a process of its own, and questions to it.</summary>
internal sealed class WatchProcess : IDisposable
{
    private readonly ProgramProcess _program;
    private readonly HttpClient _client;

    private WatchProcess(ProgramProcess program, Uri url) => (_program, _client) = (program, new HttpClient { BaseAddress = url });

    /// <summary>The most memory that it had at one time, in MiB.</summary>
    public double PeakMiB => _program.PeakMiB;

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<WatchProcess> StartAsync(string folder, CancellationToken cancellation)
    {
        var program = new ProgramProcess("watch", folder, "--json");
        try
        {
            var line = await program.Output.ReadLineAsync(cancellation) ?? throw new InvalidOperationException($"The viewer ended before it listened: {program.Errors}");
            using var json = JsonDocument.Parse(line);
            return new WatchProcess(program, new Uri(json.RootElement.GetProperty("url").GetString()!));
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    /// <summary>Asks it.</summary>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellation) => await _client.GetFromJsonAsync<JsonElement>(path, cancellation);

    /// <summary>An answer that goes on.</summary>
    public Task<Stream> OpenAsync(string path, CancellationToken cancellation) => _client.GetStreamAsync(path, cancellation);

    /// <summary>Ends it; it only reads, so that nothing is lost.</summary>
    public void Dispose()
    {
        _client.Dispose();
        _program.Dispose();
    }
}
