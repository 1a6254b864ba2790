using Agentic.Agents;
using Agentic.Worlds;

namespace Agentic.Training.Guidance;

/// <summary>
/// A corrector by rule: answers as the world's oracle does, with a thought before the action. Where the oracle's answers have a thought of their own,
/// such as what a card game's JSON says of the picture, it is that; else the oracle's hint between think tags. Nothing where no answer can succeed.
/// </summary>
/// <param name="source">Knows the solutions.</param>
/// <param name="kind">Tells thought and action apart.</param>
/// <param name="level">Of the hint.</param>
/// <param name="hasTags">Whether answers may have think tags, which no grammar of a world allows.</param>
public sealed class ThoughtfulOracle(IOracleSource source, IWorldKind kind, int level = 1, bool hasTags = true) : IAgent
{
    /// <inheritdoc/>
    public ValueTask<AgentReply> ActAsync(AgentTurn turn, CancellationToken cancellation)
    {
        var oracle = source.CreateOracle(turn.Task);
        if (oracle.Next(turn.Said) is not { } next)
        {
            return ValueTask.FromResult(new AgentReply(""));
        }

        var start = (kind as IAnswerAnatomy)?.Dissect(turn.Task, next).ActionStart ?? AnswerText.ActionStart(next);
        if (start == 0 && !hasTags)
        {
            throw new AgentFaultException(
                $"An answer of world '{turn.Task.World}' has no thought, and its grammar allows none; set sampling.grammar: false, or take answers that say what is seen, such as answer: json of the card games.", retryable: false);
        }

        return ValueTask.FromResult(new AgentReply(start > 0 ? next : $"<think>{oracle.Hint(turn.Said, level)}</think>{next}"));
    }
}
