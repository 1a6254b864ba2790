using System.Collections.Concurrent;

namespace Agentic.Worlds.Gui.Browsers;

/// <summary>
/// Browsers that are started when the first page is asked for, kept warm, replaced when worn or broken, and closed with the pool.
/// Safe for many threads.
/// </summary>
/// <param name="files">Answers the pages' requests.</param>
/// <param name="options">How many, how long.</param>
/// <param name="clock">The only clock.</param>
public sealed class BrowserPool(PageFileReader files, BrowserOptions options, TimeProvider clock) : IAsyncDisposable
{
    private const int Attempts = 3;
    private readonly SemaphoreSlim _seats = new(options.Seats);
    private readonly SemaphoreSlim _growing = new(1);
    private readonly Lock _lock = new();
    private readonly List<BrowserProcess> _processes = [];
    private readonly List<PageSlot> _idle = [];
    private readonly ConcurrentDictionary<Task, byte> _chores = new();
    private int _lent;
    private bool _isClosed;

    /// <summary>What happened so far.</summary>
    public PoolCounts Counts { get; } = new();

    /// <summary>Process groups of the browsers, and their drivers' processes.</summary>
    public IReadOnlyList<(int Driver, int Group)> Processes
    {
        get
        {
            lock (_lock)
            {
                return [.. _processes.Select(process => (process.DriverProcess, process.Group))];
            }
        }
    }

    /// <summary>Memory of this process, the drivers and the browsers in MiB: shared pages counted once. Linux only.</summary>
    public double MemoryMb()
    {
        var groups = Processes;
        return ProcessGroup.MemoryMb(process => process.Id == Environment.ProcessId || groups.Any(group => group.Driver == process.Id || group.Group == process.Group));
    }

    /// <summary>Lends a page, waiting for a free seat. The caller disposes the lease.</summary>
    /// <param name="look">How it must see.</param>
    /// <param name="address">The page that will be asked for: one that is open is preferred.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="BrowserFaultException">No browser could be had.</exception>
    /// <exception cref="BrowserMissingException">There is no browser on this machine.</exception>
    public async Task<PageLease> RentAsync(PageLook look, string address, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        await _seats.WaitAsync(cancellation);
        try
        {
            Interlocked.Increment(ref _lent);
            return new PageLease(this, await SlotAsync(look, address, cancellation), options, clock);
        }
        catch
        {
            Interlocked.Decrement(ref _lent);
            _seats.Release();
            throw;
        }
    }

    /// <summary>Starts all browsers and opens every seat's context, one browser after another; each then shows the page.</summary>
    public async Task WarmAsync(PageLook look, string address, CancellationToken cancellation)
    {
        var leases = new List<PageLease>();
        try
        {
            for (var seat = 0; seat < options.Seats; seat++)
            {
                leases.Add(await RentAsync(look, address, cancellation));
            }

            await Task.WhenAll(leases.Select(lease => lease.GoAsync(address, cancellation)));
        }
        finally
        {
            foreach (var lease in leases)
            {
                await lease.DisposeAsync();
            }
        }
    }

    internal void Return(PageLease lease)
    {
        var slot = lease.Slot;
        slot.Episodes++;
        slot.IdleSince = clock.GetTimestamp();
        var isBroken = lease.Problem is not null;
        Counts.Add(isBroken ? PoolEvent.Broken : PoolEvent.Returned);
        lock (_lock)
        {
            var isSpent = isBroken || _isClosed || slot.Episodes >= options.EpisodesPerContext || slot.Process.IsWorn;
            if (!isSpent)
            {
                _idle.Add(slot);
            }
            else
            {
                Close(slot);
            }
        }

        Interlocked.Decrement(ref _lent);
        _seats.Release();
    }

    /// <summary>Closes every browser and waits until they are gone.</summary>
    public async ValueTask DisposeAsync()
    {
        BrowserProcess[] processes;
        lock (_lock)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            processes = [.. _processes];
            _processes.Clear();
            _idle.Clear();
        }

        await Task.WhenAll(processes.Select(process => process.DisposeAsync().AsTask()));
        await Task.WhenAll(_chores.Keys);
        // Descendants that were adopted after their parents had been collected.
        foreach (var process in processes)
        {
            await ProcessGroup.GoneAsync(process.Group);
        }
    }

    private async Task<PageSlot> SlotAsync(PageLook look, string address, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var idle = TakeIdle(look, address);
            if (idle is not null && (clock.GetElapsedTime(idle.IdleSince) < options.ProbeAfter || await idle.IsAliveAsync(clock)))
            {
                return idle;
            }

            if (idle is not null)
            {
                lock (_lock)
                {
                    Close(idle);
                }

                continue;
            }

            try
            {
                return await OpenAsync(await ProcessAsync(look.Scale, cancellation), look, cancellation);
            }
            catch (BrowserFaultException) when (attempt < Attempts)
            {
                // The browser died under the new context; the next attempt starts another.
            }
        }
    }

    private async Task<PageSlot> OpenAsync(BrowserProcess process, PageLook look, CancellationToken cancellation)
    {
        try
        {
            Counts.Add(PoolEvent.ContextOpened);
            return await PageSlot.OpenAsync(process, look, files, options, clock, cancellation);
        }
        catch
        {
            lock (_lock)
            {
                process.Contexts--;
            }

            throw;
        }
    }

    private PageSlot? TakeIdle(PageLook look, string address)
    {
        lock (_lock)
        {
            foreach (var dead in _idle.Where(slot => slot.Process.IsLost).ToList())
            {
                _idle.Remove(dead);
                Close(dead);
            }

            var fitting = _idle.FindLast(slot => slot.Look == look && slot.Holds(address)) ?? _idle.FindLast(slot => slot.Look == look);
            if (fitting is not null)
            {
                _idle.Remove(fitting);
            }
            else if (_idle.Count + _lent > options.Seats && _idle.Count > 0)
            {
                var oldest = _idle[0];
                _idle.RemoveAt(0);
                Close(oldest);
            }

            return fitting;
        }
    }

    /// <summary>The browser of that scale with the fewest contexts; a new one where there are too few. Counts the context that will be opened in it.</summary>
    private async Task<BrowserProcess> ProcessAsync(int scale, CancellationToken cancellation)
    {
        await _growing.WaitAsync(cancellation);
        try
        {
            if (Least(scale) is { } found)
            {
                return found;
            }

            Counts.Add(PoolEvent.BrowserStarted);
            var started = await BrowserProcess.LaunchAsync(options, scale, clock, cancellation);
            lock (_lock)
            {
                started.Contexts++;
                _processes.Add(started);
                return started;
            }
        }
        finally
        {
            _growing.Release();
        }
    }

    private BrowserProcess? Least(int scale)
    {
        lock (_lock)
        {
            foreach (var lost in _processes.Where(process => process.IsLost || (process.IsWorn && process.Contexts == 0)).ToList())
            {
                _processes.Remove(lost);
                Chore(lost.DisposeAsync().AsTask());
            }

            var usable = _processes.Where(process => !process.IsWorn && process.Scale == scale).ToList();
            var share = (options.Seats + options.Processes - 1) / options.Processes;
            var least = usable.MinBy(process => process.Contexts);
            if (least is null || (least.Contexts >= share && usable.Count < options.Processes))
            {
                return null;
            }

            least.Contexts++;
            return least;
        }
    }

    // Called under the lock.
    private void Close(PageSlot slot)
    {
        Chore(CloseAsync());

        async Task CloseAsync()
        {
            await slot.CloseAsync(clock);
            lock (_lock)
            {
                slot.Process.Contexts--;
            }

            if (slot.Process.IsLost)
            {
                await slot.Process.DisposeAsync();
            }
        }
    }

    private void Chore(Task chore)
    {
        _chores.TryAdd(chore, 0);
        _ = chore.ContinueWith(done => _chores.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
