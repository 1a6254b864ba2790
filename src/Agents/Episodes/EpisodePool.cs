using System.Runtime.CompilerServices;

namespace Agentic.Agents;

/// <summary>Plays many episodes at once and hands them out in the order of their plans, so that the number of workers changes no byte.</summary>
public static class EpisodePool
{
    /// <summary>Plays the plans.</summary>
    /// <param name="plans">What to play; read lazily, at most a few times <paramref name="workers"/> ahead.</param>
    /// <param name="services">What they run on.</param>
    /// <param name="workers">Episodes in play at one moment, 1 or more.</param>
    /// <param name="retries">Further attempts for an episode that broke and may work again. An attempt begins from the same keys.</param>
    /// <param name="timed">Told where the time of each episode went, from any thread; null for nobody.</param>
    /// <param name="cancellation">Stops the episodes in play; nothing of them is handed out.</param>
    public static async IAsyncEnumerable<EpisodeRecord> RunAsync(
        IEnumerable<EpisodePlan> plans, EpisodeServices services, int workers, int retries = 2,
        Action<EpisodeRecord, EpisodeTimes>? timed = null, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(workers);
        using var seats = new SemaphoreSlim(workers);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var inPlay = new Queue<Task<EpisodeRecord>>();
        try
        {
            foreach (var plan in plans)
            {
                // A slow episode at the head must not leave workers idle: the queue runs ahead of it, and is bounded.
                if (inPlay.Count == workers * 4)
                {
                    yield return await inPlay.Dequeue();
                }

                inPlay.Enqueue(PlayAsync(plan, services, seats, retries, timed, stop.Token));
            }

            while (inPlay.TryDequeue(out var next))
            {
                yield return await next;
            }
        }
        finally
        {
            // The caller stopped early, or an episode threw: the seats must outlive whoever still sits on them.
            await stop.CancelAsync();
            await ((Task)Task.WhenAll(inPlay)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<EpisodeRecord> PlayAsync(
        EpisodePlan plan, EpisodeServices services, SemaphoreSlim seats, int retries, Action<EpisodeRecord, EpisodeTimes>? timed, CancellationToken cancellation)
    {
        // To the pool at once: worlds that never wait would otherwise play one after another on the caller's thread.
        await Task.Yield();
        await seats.WaitAsync(cancellation);
        try
        {
            var started = services.Clock.GetTimestamp();
            var times = timed is null ? null : new EpisodeTimes();
            for (var attempt = 0; ; attempt++)
            {
                times?.Clear();
                var record = await Episode.RunAsync(plan, services, times, cancellation);
                if (record.End is EpisodeEnd.Faulted { Fault.Retryable: true } && attempt < retries)
                {
                    continue;
                }

                record = record with { Retries = attempt };
                if (times is not null)
                {
                    times.Total = services.Clock.GetElapsedTime(started);
                    timed!(record, times);
                }

                return record;
            }
        }
        finally
        {
            seats.Release();
        }
    }
}
