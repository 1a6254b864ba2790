namespace Agentic.Agents;

/// <summary>How much history the policy sees.</summary>
/// <param name="LastTurns">Earlier turns in the prompt; null for all of them.</param>
public readonly record struct ContextWindow(int? LastTurns)
{
    /// <summary>Everything so far: each prompt extends the one before.</summary>
    public static ContextWindow Full => new(null);

    /// <summary>The standing instructions, the last <paramref name="turns"/> turns, and the present observation.</summary>
    public static ContextWindow Last(int turns) => new(turns);

    /// <summary>The first turn that is shown at <paramref name="turn"/>.</summary>
    public int FirstTurn(int turn) => LastTurns is { } last ? Math.Max(0, turn - last) : 0;

    /// <summary>Reads "full" or "last K"; false when the text is neither.</summary>
    public static bool TryParse(string text, out ContextWindow window)
    {
        window = Full;
        if (text == "full")
        {
            return true;
        }

        var isLast = text.StartsWith("last ", StringComparison.Ordinal) && int.TryParse(text.AsSpan(5), out var count) && count >= 0;
        window = isLast ? Last(int.Parse(text.AsSpan(5))) : Full;
        return isLast;
    }

    /// <summary>"full" or "last K".</summary>
    public override string ToString() => LastTurns is { } last ? $"last {last}" : "full";
}
