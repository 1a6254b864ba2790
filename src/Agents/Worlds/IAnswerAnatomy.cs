using System.Collections.Immutable;

namespace Agentic.Agents;

/// <summary>A world kind that can tell the parts of an answer apart, so that learning may weigh them differently.</summary>
public interface IAnswerAnatomy
{
    /// <summary>The parts of an answer to a task. Never throws, whatever the text.</summary>
    AnswerParts Dissect(TaskInstance task, string text);
}

/// <summary>The parts of an answer: first the thought, then the action, and within the action where it happens.</summary>
/// <param name="ActionStart">Where the action begins, in UTF-16 units; all before it is thought. The text's length where nothing acts.</param>
/// <param name="Places">Where the action says where: points, cells, identifiers of elements. Ascending, apart from each other, none before the action.</param>
public sealed record AnswerParts(int ActionStart, ImmutableArray<TextSpan> Places);

/// <summary>A stretch of text.</summary>
/// <param name="Start">First UTF-16 unit.</param>
/// <param name="Length">Number of units.</param>
public readonly record struct TextSpan(int Start, int Length)
{
    /// <summary>One past the last unit.</summary>
    public int End => Start + Length;
}
