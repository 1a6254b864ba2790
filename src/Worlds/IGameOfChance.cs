using Agentic.Agents;

namespace Agentic.Worlds;

/// <summary>
/// A kind whose tasks fix the luck, so that even perfect play loses some of them: its oracle is held to a mean, not to the top
/// score of every task.
/// </summary>
public interface IGameOfChance
{
    /// <summary>The mean return of perfect play over the tasks of a difficulty, under the descriptor's weights.</summary>
    double OptimalMeanReturn(Difficulty difficulty);
}
