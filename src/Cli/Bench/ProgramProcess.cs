using System.Collections.Concurrent;
using System.Diagnostics;

namespace Agentic.Cli;

/// <summary>This program once more, in a process of its own, so that its time to start, its memory and its processor time are nobody else's.</summary>
internal sealed class ProgramProcess : IDisposable
{
    private const int KeptLines = 20;
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _errors = new();

    /// <summary>Starts it.</summary>
    /// <param name="arguments">Its arguments.</param>
    public ProgramProcess(params IEnumerable<string> arguments)
    {
        var (program, first) = Self();
        var start = new ProcessStartInfo(program, [.. first, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"'{program}' did not start.");
        _process.ErrorDataReceived += (sender, line) =>
        {
            if (line.Data is { } words)
            {
                _errors.Enqueue(words);
                while (_errors.Count > KeptLines && _errors.TryDequeue(out _))
                {
                }
            }
        };
        _process.BeginErrorReadLine();
    }

    /// <summary>What it prints; somebody must read it.</summary>
    public StreamReader Output => _process.StandardOutput;

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>The last lines that it said on standard error.</summary>
    public string Errors => string.Join('\n', _errors);

    /// <summary>The most memory that it had at one time, in MiB.</summary>
    public double PeakMiB
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64 / (double)(1 << 20);
        }
    }

    /// <summary>Waits until it has ended.</summary>
    /// <exception cref="UserException">It failed.</exception>
    public async Task RequireSuccessAsync(CancellationToken cancellation)
    {
        await Output.ReadToEndAsync(cancellation);
        await _process.WaitForExitAsync(cancellation);
        if (_process.ExitCode != ExitCode.Done)
        {
            throw new UserException($"A part of the measurement failed with code {_process.ExitCode}: {Errors}", ExitCode.Failed);
        }
    }

    /// <summary>Ends it, at once.</summary>
    public void Dispose()
    {
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
