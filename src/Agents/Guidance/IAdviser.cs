namespace Agentic.Agents;

/// <summary>What advice is about: the three kinds of Agent-RLVR (arXiv 2506.11425).</summary>
public enum Advice
{
    /// <summary>What is to be done, from the solution.</summary>
    Plan,

    /// <summary>What the surroundings say of the attempt, such as a test that fails.</summary>
    Feedback,

    /// <summary>Where to act, such as a file and a line.</summary>
    Interaction,
}

/// <summary>A world kind that knows what a failed attempt would have needed. It may use what no policy is shown.</summary>
public interface IAdviser
{
    /// <summary>Advice for another attempt at a task, in words that the kind's policies read; "" for none.</summary>
    /// <param name="task">The task.</param>
    /// <param name="said">The answers of the attempt that failed; empty before any.</param>
    /// <param name="kind">What it is about.</param>
    string Advise(TaskInstance task, IReadOnlyList<string> said, Advice kind);
}
