namespace Agentic.VisionPolicy;

/// <summary>Threads that help the caller with jobs of some microseconds, many in a row: a tenth of what the thread pool needs to start one.</summary>
/// <remarks>
/// Pieces are taken one by one by whoever is free, so that a helper that comes late, or not at all, holds nobody up. Between two jobs
/// helpers stay awake for a moment only. One caller at a time.
/// </remarks>
internal sealed class Crew : IDisposable
{
    private const int Patience = 512; // looks at an idle place before a helper goes to sleep: some 50 µs
    private readonly object _bed = new();
    private readonly Thread[] _helpers;
    private volatile Job? _job;
    private volatile bool _hasEnded;
    private int _asleep;

    /// <summary>Starts the helpers.</summary>
    /// <param name="helpers">How many, beside the caller.</param>
    public Crew(int helpers)
    {
        _helpers = new Thread[helpers];
        for (var helper = 0; helper < helpers; helper++)
        {
            _helpers[helper] = new Thread(Help) { Name = "decoder", IsBackground = true };
            _helpers[helper].Start();
        }
    }

    /// <summary>Does pieces 0 .. <paramref name="count"/> − 1 and returns when all are done.</summary>
    /// <exception cref="AggregateException">A piece failed; the others were done all the same.</exception>
    public void Each(int count, Action<int> work)
    {
        var job = new Job(count, work);
        _job = job;
        // Full fence: either a helper sees the job, or we see that it sleeps.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _asleep) > 0)
        {
            Wake();
        }

        job.Take();
        for (var looks = 0; !job.IsDone; looks++)
        {
            Look(looks);
        }

        _job = null;
        if (job.Failure is { } failure)
        {
            throw new AggregateException(failure);
        }
    }

    /// <summary>Ends the helpers.</summary>
    public void Dispose()
    {
        _hasEnded = true;
        Wake();
        Array.ForEach(_helpers, helper => helper.Join());
    }

    private void Help()
    {
        Job? last = null;
        for (var looks = 0; !_hasEnded; looks++)
        {
            if (_job is { } job && job != last)
            {
                job.Take();
                (last, looks) = (job, 0);
            }
            else if (looks < Patience)
            {
                Look(looks);
            }
            else
            {
                Sleep(last);
                looks = 0;
            }
        }
    }

    private void Sleep(Job? last)
    {
        lock (_bed)
        {
            Interlocked.Increment(ref _asleep);
            if ((_job is null || _job == last) && !_hasEnded)
            {
                Monitor.Wait(_bed);
            }

            _asleep--;
        }
    }

    private void Wake()
    {
        lock (_bed)
        {
            Monitor.PulseAll(_bed);
        }
    }

    // Every now and then whoever else has work gets the processor.
    private static void Look(int looks)
    {
        if (looks % 16 == 15)
        {
            Thread.Yield();
        }
        else
        {
            Thread.SpinWait(4);
        }
    }

    private sealed class Job(int count, Action<int> work)
    {
        private int _next = -1;
        private int _done;

        public Exception? Failure { get; private set; }

        public bool IsDone => Volatile.Read(ref _done) == count;

        public void Take()
        {
            for (int piece; (piece = Interlocked.Increment(ref _next)) < count;)
            {
                try
                {
                    work(piece);
                }
                catch (Exception exception)
                {
                    Failure = exception;
                }

                Interlocked.Increment(ref _done);
            }
        }
    }
}
