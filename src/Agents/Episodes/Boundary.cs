namespace Agentic.Agents;

/// <summary>
/// The only way into code that may break: a world, an agent, a verifier. Whatever it throws becomes a <see cref="Fault"/> that says
/// where it came from; only the caller's own cancellation passes through.
/// </summary>
public static class Boundary
{
    /// <summary>Enters code that answers at once.</summary>
    /// <exception cref="BoundaryException">It threw.</exception>
    public static T Enter<T>(string source, Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Translate(source, exception);
        }
    }

    /// <summary>Enters code that may wait, for at most <paramref name="patience"/>; null waits for ever.</summary>
    /// <exception cref="BoundaryException">It threw, or did not come back in time.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public static async ValueTask<T> EnterAsync<T>(
        string source, Func<CancellationToken, ValueTask<T>> call, TimeSpan? patience, TimeProvider clock, CancellationToken cancellation)
    {
        try
        {
            if (patience is not { } limit)
            {
                return await call(cancellation);
            }

            using var late = new CancellationTokenSource(limit, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
            var work = call(either.Token);
            // Waiting with a limit of its own: code that ignores its token must not hang the run.
            return work.IsCompletedSuccessfully ? await work : await work.AsTask().WaitAsync(limit, clock, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            throw Translate(source, exception);
        }
    }

    private static BoundaryException Translate(string source, Exception exception) => exception switch
    {
        BoundaryException crossed => crossed,
        AgentFaultException agent => new(new Fault(source, agent.Message, agent.Retryable), agent),
        TimeoutException or OperationCanceledException => new(new Fault(source, $"The {source} did not answer within the episode's time limit."), exception),
        _ => new(new Fault(source, $"{exception.GetType().Name}: {exception.Message}"), exception),
    };
}

/// <summary>Carries a fault from a boundary to the loop.</summary>
public sealed class BoundaryException(Fault fault, Exception? inner = null) : Exception($"{fault.Source}: {fault.Message}", inner)
{
    /// <summary>What broke.</summary>
    public Fault Fault { get; } = fault;
}
