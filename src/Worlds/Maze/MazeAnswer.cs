using System.Buffers;
using System.Text;
using Agentic.Agents;

namespace Agentic.Worlds.Maze;

/// <summary>The grammar of answers: moves as words, first letters or arrows, in any case, between blanks and marks.</summary>
/// <remarks>Nothing is skipped but blanks and marks: a word that is no move refuses the whole answer, so nothing is ever guessed.</remarks>
public static class MazeAnswer
{
    /// <summary>Most characters that are read; a path through every cell of the largest maze is shorter.</summary>
    public const int MaxLength = 8192;

    /// <summary>Most moves in a path.</summary>
    public const int MaxMoves = 2 * MazeLayout.MaxCells;

    private static readonly SearchValues<char> Marks = SearchValues.Create(" \t\r\n.,;:!|<>()[]{}\"'`*-");
    private static readonly ActionParse[] Single =
        [.. Enumerable.Range(0, Moves.Count).Select(move => ActionParse.Understood(new MazeMove((Move)move)))];

    /// <summary>Reads one move.</summary>
    public static ActionParse ReadMove(string text)
    {
        Span<Move> moves = stackalloc Move[1];
        return TryRead(text, moves, out var count, out var stray) && count == 1
            ? Single[(int)moves[0]]
            : ActionParse.Refused(Refusal("one move: up, down, left or right", text, count, stray));
    }

    /// <summary>Reads a path of at least one move.</summary>
    public static ActionParse ReadPath(string text)
    {
        Span<Move> moves = stackalloc Move[MaxMoves];
        return TryRead(text, moves, out var count, out var stray) && count > 0
            ? ActionParse.Understood(new MazePath([.. moves[..count]]))
            : ActionParse.Refused(Refusal("a list of moves such as: up, right, down, left", text, count, stray));
    }

    /// <summary>Reads all moves of a text, without allocation.</summary>
    /// <param name="text">The answer; what precedes the last closing think tag is left out.</param>
    /// <param name="moves">Where the moves go; one more than fit refuses the text.</param>
    /// <param name="count">Moves read.</param>
    /// <param name="stray">What was no move; empty where that is not the reason.</param>
    /// <returns>Whether the text holds moves and nothing else.</returns>
    public static bool TryRead(ReadOnlySpan<char> text, Span<Move> moves, out int count, out ReadOnlySpan<char> stray)
    {
        count = 0;
        stray = default;
        if (text.Length > MaxLength)
        {
            return false;
        }

        var rest = AnswerText.Final(text);
        while (true)
        {
            var begin = rest.IndexOfAnyExcept(Marks);
            if (begin < 0)
            {
                return true;
            }

            rest = rest[begin..];
            var end = rest.IndexOfAny(Marks);
            var word = end < 0 ? rest : rest[..end];
            if (!TryWord(word, out var move))
            {
                stray = word;
                return false;
            }

            if (count == moves.Length)
            {
                count++;
                return false;
            }

            moves[count++] = move;
            rest = rest[word.Length..];
        }
    }

    private static bool TryWord(ReadOnlySpan<char> word, out Move move)
    {
        move = word[0] switch
        {
            'u' or 'U' or '↑' => Move.Up,
            'r' or 'R' or '→' => Move.Right,
            'd' or 'D' or '↓' => Move.Down,
            _ => Move.Left,
        };
        return word.Length == 1
            ? move != Move.Left || word[0] is 'l' or 'L' or '←'
            : Ascii.EqualsIgnoreCase(word, Moves.Word(move));
    }

    private static string Refusal(string expected, string text, int count, ReadOnlySpan<char> stray)
    {
        var actual = text.Length > MaxLength ? $"{text.Length} characters"
            : !stray.IsEmpty ? AnswerText.Quote(stray)
            : count == 0 ? "no move"
            : "more moves than that";
        return $"Expected {expected}; got {actual}.";
    }
}
