using Agentic.Agents;
using Agentic.Worlds.Cards;

namespace Agentic.Worlds.NumberLine;

/// <summary>Paints the two numbers in two lines, the target above. Pure.</summary>
/// <remarks>Full: 300×300, black on white. Small: four cells of 16 pixels, a mark and a number in each line.</remarks>
public static class NumberLinePainter
{
    private const int Scale = 4;
    private const int Left = 30;
    private const int TargetTop = 60;
    private const int CurrentTop = 180;
    private const int SmallSize = 2 * Presentation.Cell;
    private const string TargetLabel = "Target: ";
    private const string CurrentLabel = "Current: ";

    // The longest line, "Current: 10", fits at this scale: 11 letters of 24 pixels from 30 on.
    private static readonly string[] Numbers = [.. Enumerable.Range(0, 100).Select(number => $"{number}")];

    private static readonly byte[] Background = CardTable.Background(CardTable.FullSize, CardTable.FullSize, Rgb.White, canvas =>
    {
        canvas.Text(Left, TargetTop, TargetLabel, Rgb.Black, Scale);
        canvas.Text(Left, CurrentTop, CurrentLabel, Rgb.Black, Scale);
    });

    private static readonly byte[] SmallBackground = CardTable.Background(SmallSize, SmallSize, Rgb.White, canvas =>
    {
        CardTable.Cell(canvas, 0, 0, "T", Red);
        CardTable.Cell(canvas, 0, 1, "C", Rgb.Black);
    });

    private static Rgb Red => Rgb.Hex(0xC8102E);

    /// <summary>Pixels of a frame.</summary>
    public static (int Width, int Height) Size(bool isSmall) => isSmall ? (SmallSize, SmallSize) : (CardTable.FullSize, CardTable.FullSize);

    /// <summary>Paints every pixel of a frame.</summary>
    public static void Paint(NumberLineState state, bool isSmall, Span<byte> rgb)
    {
        var (target, current) = (Numbers[state.Target], Numbers[state.Current]);
        if (isSmall)
        {
            SmallBackground.CopyTo(rgb);
            var cells = new Canvas(rgb, SmallSize, SmallSize);
            CardTable.Cell(cells, 1, 0, target, Red);
            CardTable.Cell(cells, 1, 1, current, Rgb.Black);
            return;
        }

        Background.CopyTo(rgb);
        var canvas = new Canvas(rgb, CardTable.FullSize, CardTable.FullSize);
        canvas.Text(Left + (TargetLabel.Length * BitmapFont.Advance * Scale), TargetTop, target, Rgb.Black, Scale);
        canvas.Text(Left + (CurrentLabel.Length * BitmapFont.Advance * Scale), CurrentTop, current, Rgb.Black, Scale);
    }
}
