using Agentic.Agents;
using Agentic.Worlds.Cards;

namespace Agentic.Worlds.NumberLine;

/// <summary>A step along the line.</summary>
/// <param name="Step">+1 or −1.</param>
/// <param name="SeenTarget">The target that a JSON answer names, or null.</param>
/// <param name="SeenCurrent">The current number that a JSON answer names, or null.</param>
public sealed record NumberLineMove(int Step, string? SeenTarget = null, string? SeenCurrent = null) : TypedAction
{
    /// <inheritdoc/>
    public override string Canonical => Step > 0 ? "+" : "-";
}

/// <summary>Reads and writes answers.</summary>
public static class NumberLineAnswers
{
    /// <summary>Reads an answer to a task.</summary>
    public static ActionParse Parse(NumberLineTask task, string text)
    {
        if (JsonAnswer.TooLong(text) is { } tooLong)
        {
            return ActionParse.Refused(tooLong);
        }

        var final = AnswerText.Final(text);
        if (!task.Look.IsJson)
        {
            return Step(final) is var step and not 0
                ? ActionParse.Understood(new NumberLineMove(step))
                : ActionParse.Refused($"Expected + or -, but {AnswerText.Quote(final)} came.");
        }

        if (!JsonAnswer.TryRead(final.ToString(), out var answer, out var failure))
        {
            return ActionParse.Refused(failure);
        }

        return Step(answer.Action) is var said and not 0
            ? ActionParse.Understood(new NumberLineMove(said, answer.Text("target") ?? "", answer.Text("current") ?? ""))
            : ActionParse.Refused($"Expected \"action\" to be + or -, but {AnswerText.Quote(answer.Action)} came.");
    }

    /// <summary>+1 for "+", −1 for "-", 0 for anything else.</summary>
    public static int Step(ReadOnlySpan<char> text) => text.Trim() switch
    {
        "+" => 1,
        "-" => -1,
        _ => 0,
    };

    /// <summary>The answer that stands for a step at a position.</summary>
    public static string Format(NumberLineTask task, NumberLineState state, int step)
    {
        var action = step > 0 ? "+" : "-";
        return !task.Look.IsJson ? action : JsonText.Object(json =>
        {
            json.WriteNumber("target", state.Target);
            json.WriteNumber("current", state.Current);
            json.WriteString("action", action);
        });
    }
}
