using Agentic.Agents;
using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Export;

/// <summary>How large a contact sheet may be.</summary>
/// <param name="Cell">Pixels of a picture's box, either way; at least 16.</param>
/// <param name="MaxMembers">Rows at most; the rest is counted.</param>
/// <param name="MaxTurns">Columns at most; the rest of a row is counted.</param>
public sealed record ContactSheetOptions(int Cell = 96, int MaxMembers = 64, int MaxTurns = 48)
{
    /// <summary>96 pixels a cell, 64 members, 48 turns.</summary>
    public static ContactSheetOptions Default { get; } = new();
}

/// <summary>
/// A group at one look: members as rows, turns as columns, the place of each action drawn on its picture, and at the left of a row a bar in
/// the colour of the end.
/// </summary>
public static class ContactSheet
{
    private const int Gap = 4;
    private const int Bar = 6;
    private const int Margin = 120;
    private const int MinWidth = 400;
    private const int Line = BitmapFont.LineHeight + 2;
    private const int Head = (2 * Line) + (2 * Gap);

    private static readonly Rgb Ground = new(24, 26, 30);
    private static readonly Rgb Box = new(44, 48, 54);
    private static readonly Rgb Ink = new(230, 232, 235);
    private static readonly Rgb Quiet = new(150, 158, 168);
    private static readonly Rgb Warning = new(230, 159, 0);

    /// <summary>Draws the sheet.</summary>
    /// <param name="title">The line above.</param>
    /// <param name="members">The episodes, in the order of the rows; at least one.</param>
    /// <param name="images">Their pictures; one that is missing leaves a box that says so.</param>
    /// <param name="options">Sizes.</param>
    public static ImageFrame Draw(string title, IReadOnlyList<EpisodeRecord> members, IImageStore images, ContactSheetOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfZero(members.Count, nameof(members));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Cell, 16, nameof(options));
        var rows = Math.Min(members.Count, options.MaxMembers);
        var columns = Math.Clamp(members.Take(rows).Max(member => member.Turns.Length), 1, options.MaxTurns);
        var (wide, tall) = (options.Cell + Gap, options.Cell + Line + Gap);
        var paper = new Paper(Math.Max(MinWidth, Margin + (columns * wide) + Gap), Head + (rows * tall) + (rows < members.Count ? Line : 0));
        paper.Rectangle(0, 0, paper.Width, paper.Height, Ground);
        paper.Text(Gap, Gap, title, Ink);
        for (var column = 0; column < columns; column++)
        {
            paper.Text(Margin + (column * wide), Gap + Line, $"{column + 1}", Quiet);
        }

        for (var row = 0; row < rows; row++)
        {
            var top = Head + (row * tall);
            DrawLabel(paper, members[row], top, tall - Gap);
            for (var column = 0; column < Math.Min(columns, members[row].Turns.Length); column++)
            {
                DrawTurn(paper, members[row].Turns[column], images, Margin + (column * wide), top, options.Cell);
            }

            if (members[row].Turns.Length > columns)
            {
                paper.Text(Gap + Bar + Gap, top + (4 * Line), $"+{members[row].Turns.Length - columns} turns", Warning);
            }
        }

        if (rows < members.Count)
        {
            paper.Text(Gap, Head + (rows * tall), $"+{members.Count - rows} members", Warning);
        }

        return paper.Frame;
    }

    private static void DrawLabel(Paper paper, EpisodeRecord member, int top, int height)
    {
        paper.Rectangle(Gap, top, Bar, height, EndColour.Of(member.End.Name));
        var hasReturn = member.End is not EpisodeEnd.Faulted && member.FinalRewards.Length > 0;
        (string Text, Rgb Colour)[] lines =
        [
            ($"#{member.Member} ({member.Index})", Ink), (member.End.Name, EndColour.Of(member.End.Name)),
            (hasReturn ? $"return {member.Return():0.###}" : "no return", Ink), ($"{member.Turns.Length} turns", Quiet),
        ];
        for (var at = 0; at < lines.Length; at++)
        {
            paper.Text(Gap + Bar + Gap, top + (at * Line), lines[at].Text, lines[at].Colour, maxWidth: Margin - Bar - (3 * Gap));
        }
    }

    private static void DrawTurn(Paper paper, TurnRecord turn, IImageStore images, int left, int top, int cell)
    {
        paper.Rectangle(left, top, cell, cell, Box);
        if (turn.Observation.Parts.OfType<ImagePart>().FirstOrDefault() is not { } picture)
        {
            DrawWords(paper, turn.Observation.Text, left, top, cell);
        }
        else
        {
            try
            {
                // The ring is drawn on what is shown: on a large picture it would vanish when that is made small.
                var frame = FrameScaling.Fit(images.Get(picture.Image), cell, cell);
                frame = ActionMark.Read(turn.Action)?.Draw(frame) ?? frame;
                paper.Picture(left + ((cell - frame.Width) / 2), top + ((cell - frame.Height) / 2), frame);
            }
            catch (Exception broken) when (broken is ImageMissingException or ImageDamagedException)
            {
                DrawWords(paper, "picture is missing", left, top, cell);
            }
        }

        var (words, colour) = turn.Action is { } action ? (ActionWords.Short(action), turn.Legal ? Ink : Warning) : ("not understood", Warning);
        paper.Text(left, top + cell + 2, words, colour, maxWidth: cell);
    }

    private static void DrawWords(Paper paper, string text, int left, int top, int cell)
    {
        var (letters, lines) = ((cell - Gap) / BitmapFont.Advance, (cell - Gap) / Line);
        for (var line = 0; line < lines && line * letters < text.Length; line++)
        {
            paper.Text(left + (Gap / 2), top + (Gap / 2) + (line * Line), text.Substring(line * letters, Math.Min(letters, text.Length - (line * letters))), Quiet, maxWidth: cell);
        }
    }
}
