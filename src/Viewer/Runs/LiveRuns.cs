using System.Threading.Channels;

namespace Agentic.Viewer.Runs;

/// <summary>Tells whoever listens that a run has changed. Files are looked at twice a second, and only while somebody listens.</summary>
/// <remarks>
/// A look costs a handful of file sizes. Notifications of the file system would have to be asked for once per folder and run, are few per user
/// on Linux and silent on network drives, so that the looks would be needed beside them.
/// </remarks>
/// <param name="clock">The only clock.</param>
internal sealed class LiveRuns(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private readonly Lock _access = new();
    private readonly Dictionary<RunSource, List<Channel<long>>> _listeners = [];
    private readonly CancellationTokenSource _stopping = new();
    private Task? _loop;

    /// <summary>A listener's revisions of a run: the newest only, when it is slow. It ends by disposing.</summary>
    public Subscription Listen(RunSource run)
    {
        var channel = Channel.CreateBounded<long>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_access)
        {
            if (!_listeners.TryGetValue(run, out var channels))
            {
                _listeners[run] = channels = [];
            }

            channels.Add(channel);
            _loop ??= Task.Run(LookAsync);
        }

        return new Subscription(channel.Reader, () => Forget(run, channel));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private void Forget(RunSource run, Channel<long> channel)
    {
        lock (_access)
        {
            if (_listeners[run].Remove(channel) && _listeners[run].Count == 0)
            {
                _listeners.Remove(run);
            }
        }
    }

    private async Task LookAsync()
    {
        using var timer = new PeriodicTimer(Pause, clock);
        var told = new Dictionary<RunSource, long>();
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                (RunSource Run, Channel<long>[] Channels)[] listened;
                lock (_access)
                {
                    if (_listeners.Count == 0)
                    {
                        _loop = null;
                        return;
                    }

                    listened = [.. _listeners.Select(entry => (entry.Key, entry.Value.ToArray()))];
                }

                foreach (var (run, channels) in listened)
                {
                    try
                    {
                        run.Refresh();
                    }
                    catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
                    {
                        // The next look may find it again.
                        continue;
                    }

                    var revision = run.Revision;
                    if (told.GetValueOrDefault(run, -1) != revision)
                    {
                        told[run] = revision;
                        Array.ForEach(channels, channel => channel.Writer.TryWrite(revision));
                    }
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The server is going.
        }
    }

    /// <summary>What one listener hears.</summary>
    /// <param name="Revisions">The revisions.</param>
    /// <param name="End">Ends it.</param>
    public sealed record Subscription(ChannelReader<long> Revisions, Action End) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => End();
    }
}
