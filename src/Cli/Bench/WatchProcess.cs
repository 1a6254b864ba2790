using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Agentic.Cli;

/// <summary><c>watch</c> in a process of its own, so that its time to start and its memory are nobody else's.</summary>
internal sealed class WatchProcess : IDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client;

    private WatchProcess(Process process, Uri url) => (_process, _client) = (process, new HttpClient { BaseAddress = url });

    /// <summary>The most memory that it had at one time, in MiB.</summary>
    public double PeakMiB
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / (double)(1 << 20);
        }
    }

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<WatchProcess> StartAsync(string folder, CancellationToken cancellation)
    {
        var (program, first) = Self();
        var start = new ProcessStartInfo(program, [.. first, "watch", folder, "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start.");
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellation)
                ?? throw new InvalidOperationException($"The viewer ended before it listened: {await process.StandardError.ReadToEndAsync(cancellation)}");
            using var json = JsonDocument.Parse(line);
            return new WatchProcess(process, new Uri(json.RootElement.GetProperty("url").GetString()!));
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Asks it.</summary>
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellation) => await _client.GetFromJsonAsync<JsonElement>(path, cancellation);

    /// <summary>Ends it; it only reads, so that nothing is lost.</summary>
    public void Dispose()
    {
        _client.Dispose();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    // Under 'dotnet agentic.dll' this process is dotnet; in a test it is the test, and the program lies beside it.
    private static (string Program, string[] First) Self()
    {
        var (own, folder) = (Environment.ProcessPath!, AppContext.BaseDirectory);
        return Path.GetFileNameWithoutExtension(own) switch
        {
            "dotnet" => (own, [Path.Combine(folder, "agentic.dll")]),
            "agentic" => (own, []),
            _ => (Path.Combine(folder, OperatingSystem.IsWindows() ? "agentic.exe" : "agentic"), []),
        };
    }
}
