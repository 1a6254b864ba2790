namespace Agentic.Agents;

/// <summary>A world kind that knows the answer for what a person does with mouse and keyboard, so that it can be played by hand.</summary>
public interface IHandAnswers
{
    /// <summary>The answer that does the same, or null when no answer can.</summary>
    string? AnswerOf(TaskInstance task, HandInput input);
}

/// <summary>Something that a person does at a picture. Places are shares of its width and height, 0 to 1, from its top left.</summary>
public abstract record HandInput
{
    private HandInput()
    {
    }

    /// <summary>A press of a button.</summary>
    /// <param name="X">Share of the width.</param>
    /// <param name="Y">Share of the height.</param>
    /// <param name="Kind">Which, and how often.</param>
    public sealed record Click(double X, double Y, ClickKind Kind = ClickKind.Left) : HandInput;

    /// <summary>From one place to another with the left button down.</summary>
    /// <param name="X">Share of the width where it begins.</param>
    /// <param name="Y">Share of the height.</param>
    /// <param name="ToX">Share of the width where it ends.</param>
    /// <param name="ToY">Share of the height.</param>
    public sealed record Drag(double X, double Y, double ToX, double ToY) : HandInput;

    /// <summary>The wheel turned at a place.</summary>
    /// <param name="X">Share of the width.</param>
    /// <param name="Y">Share of the height.</param>
    /// <param name="Steps">How far; positive is downwards.</param>
    public sealed record Wheel(double X, double Y, double Steps) : HandInput;

    /// <summary>A key.</summary>
    /// <param name="Name">Its name in the DOM, with what is held before it: <c>ArrowUp</c>, <c>Control+a</c>; one letter for a letter.</param>
    public sealed record Key(string Name) : HandInput;

    /// <summary>Words that were typed as a line.</summary>
    /// <param name="Words">The line.</param>
    public sealed record Line(string Words) : HandInput;
}

/// <summary>Which button, how often.</summary>
public enum ClickKind
{
    /// <summary>Left, once.</summary>
    Left,

    /// <summary>Left, twice in a row.</summary>
    Double,

    /// <summary>Right, once.</summary>
    Right,
}
