using Agentic.Agents;

namespace Agentic.Training.Guidance;

/// <summary>The world's oracle gives every answer: an expert's row, or the rest of one.</summary>
/// <param name="source">Knows the solutions.</param>
/// <param name="from">The first turn that is given, from 0.</param>
public sealed class ExpertGuide(IOracleSource source, int from = 0) : IGuide
{
    /// <inheritdoc/>
    public ValueTask<Help> HelpAsync(GuideTurn turn, CancellationToken cancellation) =>
        ValueTask.FromResult(turn.Turn < from ? Help.None : new Help(Answer: source.CreateOracle(turn.Task).Next(turn.Said)));
}

/// <summary>Another policy gives every answer: a teacher's row.</summary>
/// <param name="teacher">The policy; borrowed.</param>
public sealed class TeacherGuide(IAgent teacher) : IGuide
{
    /// <inheritdoc/>
    public ValueTask<Help> HelpAsync(GuideTurn turn, CancellationToken cancellation) => ValueTask.FromResult(new Help(By: teacher));
}

/// <summary>Gives one answer, at one turn.</summary>
/// <param name="at">The turn, from 0.</param>
/// <param name="answer">The answer.</param>
public sealed class StepGuide(int at, string answer) : IGuide
{
    /// <inheritdoc/>
    public ValueTask<Help> HelpAsync(GuideTurn turn, CancellationToken cancellation) =>
        ValueTask.FromResult(turn.Turn == at ? new Help(Answer: answer) : Help.None);
}
