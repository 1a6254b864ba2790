using Agentic.Agents;

namespace Agentic.Training.Guidance;

/// <summary>Guides that draw on a world's oracle: every world that has one can be helped in all these ways.</summary>
public static class OracleGuides
{
    /// <summary>Said before the part of a solution that is shown.</summary>
    public const string Opening = "the solution begins :";

    /// <summary>The guide for a dose; null where nothing of it is left, and for help that comes in no doses.</summary>
    /// <param name="settings">What help is.</param>
    /// <param name="source">Knows the solutions.</param>
    /// <param name="dose">Which of the doses, from 0.</param>
    /// <param name="left">Part of the dose, 0 to 1.</param>
    /// <param name="turns">Answers of a solution at most.</param>
    public static IGuide? Of(GuidanceSettings settings, IOracleSource source, int dose, double left, int turns) => left <= 0 ? null : settings.What switch
    {
        GuidanceSettings.Hint => new HintGuide(source, settings.Levels[dose]),
        GuidanceSettings.Solution => new SolutionGuide(source, settings.Shares[dose] * left, turns),
        GuidanceSettings.Prefix => new PrefixGuide(source, settings.Shares[dose] * left, turns),
        _ => null,
    };
}

/// <summary>The oracle's hint before each answer.</summary>
/// <param name="source">Knows the solutions.</param>
/// <param name="level">0 says the least, <see cref="OracleHints.Levels"/> − 1 gives the answer away.</param>
public sealed class HintGuide(IOracleSource source, int level) : IGuide
{
    /// <inheritdoc/>
    public ValueTask<Help> HelpAsync(GuideTurn turn, CancellationToken cancellation) =>
        ValueTask.FromResult(new Help(Words: source.CreateOracle(turn.Task).Hint(turn.Said, level)));
}

/// <summary>The first characters of the whole solution, before the first answer (GHPO, arXiv 2507.10628: round(share · characters), halves to even).</summary>
/// <param name="source">Knows the solutions.</param>
/// <param name="share">Part of the characters, 0 to 1.</param>
/// <param name="turns">Answers of a solution at most.</param>
public sealed class SolutionGuide(IOracleSource source, double share, int turns) : IGuide
{
    /// <summary>The part of a solution that is shown.</summary>
    public static string Begin(string solution, double share)
    {
        var shown = (int)Math.Round(share * solution.Length, MidpointRounding.ToEven);
        return solution[..(shown > 0 && shown < solution.Length && char.IsHighSurrogate(solution[shown - 1]) ? shown - 1 : shown)];
    }

    /// <inheritdoc/>
    public ValueTask<Help> HelpAsync(GuideTurn turn, CancellationToken cancellation)
    {
        if (turn.Turn > 0)
        {
            return ValueTask.FromResult(Help.None);
        }

        var begun = Begin(string.Join('\n', source.CreateOracle(turn.Task).Plan(turns)), share);
        return ValueTask.FromResult(begun.Length == 0 ? Help.None : new Help(Words: $"{OracleGuides.Opening} {begun}"));
    }
}

/// <summary>The oracle gives the first answers, all but the last one at most; the policy goes on from there.</summary>
/// <param name="source">Knows the solutions.</param>
/// <param name="share">Part of the solution's answers, 0 to 1; rounded, halves to even.</param>
/// <param name="turns">Answers of a solution at most.</param>
public sealed class PrefixGuide(IOracleSource source, double share, int turns) : IGuide
{
    /// <inheritdoc/>
    public ValueTask<Help> HelpAsync(GuideTurn turn, CancellationToken cancellation)
    {
        // No plan is longer than the turns there are: later turns need none.
        if (turn.Turn >= Math.Round(share * turns, MidpointRounding.ToEven))
        {
            return ValueTask.FromResult(Help.None);
        }

        var oracle = source.CreateOracle(turn.Task);
        var plan = oracle.Plan(turns);
        var given = Math.Min((int)Math.Round(share * plan.Length, MidpointRounding.ToEven), plan.Length - 1);

        // Where chance has led elsewhere than the plan foresaw, the oracle answers for the state that there is.
        return ValueTask.FromResult(turn.Turn < given && oracle.Next(turn.Said) is { } next ? new Help(Answer: next) : Help.None);
    }
}
