using System.Globalization;
using Agentic.Agents;

namespace Agentic.Worlds.Connect;

/// <summary>Drops a disc.</summary>
/// <param name="Column">Counted from 0; it may be full, or lie beyond the board.</param>
public sealed record ConnectMove(int Column) : TypedAction
{
    /// <inheritdoc/>
    public override string Canonical => Format(Column);

    /// <summary>Reads an answer: one digit, the column counted from 1.</summary>
    public static ActionParse Parse(string text)
    {
        var final = AnswerText.Final(text);
        return final is [>= '1' and <= (char)('0' + ConnectBoard.MaxColumns) and var digit]
            ? ActionParse.Understood(new ConnectMove(digit - '1'))
            : ActionParse.Refused($"Expected a column, 1 to {ConnectBoard.MaxColumns}, but {AnswerText.Quote(final)} came.");
    }

    /// <summary>The answer that names a column.</summary>
    public static string Format(int column) => (column + 1).ToString(CultureInfo.InvariantCulture);
}
