using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Training.Guidance;

/// <summary>Advice before the first answer, from the solution and from what became of an attempt (Agent-RLVR, arXiv 2506.11425).</summary>
/// <param name="adviser">Knows the solutions.</param>
/// <param name="parts">What the advice is about, in order.</param>
/// <param name="attempt">The answers of the attempt that failed; empty before any.</param>
public sealed class AdviceGuide(IAdviser adviser, ImmutableArray<Advice> parts, IReadOnlyList<string> attempt) : IGuide
{
    /// <inheritdoc/>
    public ValueTask<Help> HelpAsync(GuideTurn turn, CancellationToken cancellation)
    {
        if (turn.Turn > 0)
        {
            return ValueTask.FromResult(Help.None);
        }

        var words = string.Join('\n', parts.Select(part => adviser.Advise(turn.Task, attempt, part)).Where(advice => advice.Length > 0));
        return ValueTask.FromResult(words.Length == 0 ? Help.None : new Help(Words: words));
    }
}
