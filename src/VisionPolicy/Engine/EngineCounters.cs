namespace Agentic.VisionPolicy;

/// <summary>What the policy thread has done; written there, read anywhere.</summary>
public sealed class EngineCounters
{
    /// <summary>Answers asked for.</summary>
    public long Requests { get; internal set; }

    /// <summary>Tokens of finished answers.</summary>
    public long Sampled { get; internal set; }

    /// <summary>Tokens that went through the model: what was not in the cache.</summary>
    public long Computed { get; internal set; }

    /// <summary>Forward passes.</summary>
    public long Batches { get; internal set; }

    /// <summary>
    /// Tokens drawn from another distribution than the one whose log-probability is stored: by filters, penalties, annealing or greed.
    /// To the trainer they are off-policy.
    /// </summary>
    public long Reshaped { get; internal set; }

    /// <summary>Requests that gave their place back for lack of memory, and were computed again.</summary>
    public long Preempted { get; internal set; }

    /// <summary>Largest number of requests in work at one time.</summary>
    public int MostInWork { get; internal set; }

    /// <summary>Requests that wait for memory.</summary>
    public int Waiting { get; internal set; }
}
