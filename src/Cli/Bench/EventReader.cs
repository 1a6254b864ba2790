namespace Agentic.Cli;

/// <summary>Somebody who watches a run live: reads the viewer's stream of events until he goes away.</summary>
internal sealed class EventReader : IAsyncDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly Task _reading;

    private EventReader(Stream stream) => _reading = ReadAsync(stream);

    /// <summary>Changes of the run that he heard of.</summary>
    public int Changes { get; private set; }

    /// <summary>Begins to read.</summary>
    public static async Task<EventReader> StartAsync(WatchProcess viewer, CancellationToken cancellation) => new(await viewer.OpenAsync("api/runs/0/events", cancellation));

    /// <summary>Goes away.</summary>
    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        await _reading;
        _leaving.Dispose();
    }

    private async Task ReadAsync(Stream stream)
    {
        using var lines = new StreamReader(stream);
        try
        {
            while (await lines.ReadLineAsync(_leaving.Token) is { } line)
            {
                Changes += line == "event: changed" ? 1 : 0;
            }
        }
        catch (OperationCanceledException) when (_leaving.IsCancellationRequested)
        {
            // He has gone.
        }
    }
}
