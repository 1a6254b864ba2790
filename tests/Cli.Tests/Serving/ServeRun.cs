using System.Text;

namespace Agentic.Cli.Tests.Serving;

/// <summary><c>agentic serve</c> in this process, on a port of the system's choice, until it is disposed.</summary>
internal sealed class ServeRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _interrupt = new();
    private readonly Task<int> _exit;

    private ServeRun(string[] args, FirstLine output, TextWriter error) =>
        _exit = Task.Run(() => CommandLineApp.RunAsync(["serve", "--json", .. args], output, error, cancellation: _interrupt.Token));

    /// <summary>The root of the interface, .../v1.</summary>
    public Uri Url { get; private set; } = null!;

    public static async Task<ServeRun> StartAsync(params string[] args)
    {
        var error = new StringWriter();
        var output = new FirstLine();
        var run = new ServeRun(args, output, TextWriter.Synchronized(error));
        await Task.WhenAny(output.Line, run._exit).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(output.Line.IsCompleted, $"The server ended before it began: {error}");
        run.Url = new Uri(System.Text.Json.JsonDocument.Parse(await output.Line).RootElement.GetProperty("url").GetString()!);
        return run;
    }

    /// <summary>Interrupts it, and gives its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await _interrupt.CancelAsync();
        return await _exit.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Equal(ExitCode.Done, await StopAsync());
        _interrupt.Dispose();
    }

    private sealed class FirstLine : StringWriter
    {
        private readonly TaskCompletionSource<string> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => _line.Task;

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => _line.TrySetResult(value ?? "");
    }
}
