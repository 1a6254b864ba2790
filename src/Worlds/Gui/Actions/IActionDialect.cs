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
public sealed record DialectText(string Name, string Grammar, string Instruction, string? Pattern = null);
