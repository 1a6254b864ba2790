using System.Text.RegularExpressions;
using Agentic.Agents;

namespace Agentic.Worlds.Gui.Actions;

/// <summary>A model family's way of writing actions. Pure; parsing never throws.</summary>
public interface IActionDialect
{
    /// <summary>The words that a policy is told about it, and its grammar for people and machines.</summary>
    DialectText Text { get; }

    /// <summary>Reads an answer in the given frame.</summary>
    ActionParse Parse(string answer, CoordinateFrame frame);

    /// <summary>Writes an action so that <see cref="Parse"/> reads it back; null when the dialect has no words for it.</summary>
    string? Print(GuiAction action, CoordinateFrame frame);
}

/// <summary>What a dialect says of itself.</summary>
/// <param name="Name">Its name in scenarios.</param>
/// <param name="Grammar">The answers that are understood, in words.</param>
/// <param name="Instruction">What a policy is told.</param>
/// <param name="Pattern">A regular expression of which every match is understood, or null.</param>
public sealed record DialectText(string Name, string Grammar, string Instruction, string? Pattern = null)
{
    /// <summary>The word that opens the action where it follows the thought without a tag between them; null where there is none.</summary>
    public string? ActionMark { get; init; }

    /// <summary>Finds in an action where it says where: every group that matched is such a place. Of the kind that never backtracks, because answers are anybody's.</summary>
    public Regex? Places { get; init; }

    /// <summary>The parts of an answer in this dialect.</summary>
    public AnswerParts Dissect(string answer)
    {
        var start = AnswerText.ActionStart(answer);
        start = ActionMark is { } mark && answer.LastIndexOf(mark, StringComparison.Ordinal) is var at && at >= start ? at : start;
        var places = Places?.Matches(answer[start..]).SelectMany(match => match.Groups.Values.Skip(1)).Where(group => group is { Success: true, Length: > 0 })
            .Select(group => new TextSpan(start + group.Index, group.Length)).OrderBy(place => place.Start) ?? Enumerable.Empty<TextSpan>();
        return new AnswerParts(start, [.. places]);
    }
}
