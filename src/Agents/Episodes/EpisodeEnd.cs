namespace Agentic.Agents;

/// <summary>How an episode ended. A closed set: nothing else can be said.</summary>
public abstract record EpisodeEnd
{
    private EpisodeEnd()
    {
    }

    /// <summary>The world ended it.</summary>
    /// <param name="Solved">Whether the goal was reached.</param>
    public sealed record Terminated(bool Solved) : EpisodeEnd;

    /// <summary>The engine cut it; a value may be bootstrapped across this end.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Truncated(TruncationReason Reason) : EpisodeEnd;

    /// <summary>Something broke. Such an episode has no return.</summary>
    /// <param name="Fault">What.</param>
    public sealed record Faulted(Fault Fault) : EpisodeEnd;

    /// <summary>One word for metrics and filters.</summary>
    public string Name => this switch
    {
        Terminated { Solved: true } => "solved",
        Terminated => "failed",
        Truncated cut => cut.Reason switch
        {
            TruncationReason.OutOfTurns => "out_of_turns",
            TruncationReason.OutOfTokens => "out_of_tokens",
            TruncationReason.OutOfTime => "out_of_time",
            _ => "unparsable",
        },
        _ => "faulted",
    };
}

/// <summary>Why the engine cut an episode.</summary>
public enum TruncationReason
{
    /// <summary>The turn limit.</summary>
    OutOfTurns,

    /// <summary>The token limit of the whole episode.</summary>
    OutOfTokens,

    /// <summary>The wall-clock limit.</summary>
    OutOfTime,

    /// <summary>Three answers in a row that nobody could parse.</summary>
    Unparsable,
}
