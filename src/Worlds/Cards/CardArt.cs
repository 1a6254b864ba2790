using System.Collections.Concurrent;
using Agentic.Agents;

namespace Agentic.Worlds.Cards;

/// <summary>Card faces of one size, drawn once and copied row by row ever after.</summary>
public sealed class CardArt
{
    private const int Back = Card.Count;

    private static readonly string[] Suits = ["♠", "♥", "♦", "♣"];
    private static readonly Rgb Red = Rgb.Hex(0xC8102E);
    private static readonly Rgb Edge = Rgb.Hex(0x404040);
    private static readonly ConcurrentDictionary<(int, int), CardArt> Sizes = new();

    private readonly byte[]?[] _faces = new byte[]?[Card.Count + 1];

    private CardArt(int width, int height) => (Width, Height) = (width, height);

    /// <summary>Pixels from left to right.</summary>
    public int Width { get; }

    /// <summary>Pixels from top to bottom.</summary>
    public int Height { get; }

    /// <summary>The faces of a size.</summary>
    public static CardArt Of(int width, int height) => Sizes.GetOrAdd((width, height), size => new CardArt(size.Item1, size.Item2));

    /// <summary>Puts a card with its top left corner at (x, y); it must lie within the frame.</summary>
    public void Put(Span<byte> rgb, int frameWidth, int x, int y, Card card) => Copy(rgb, frameWidth, x, y, card.Index);

    /// <summary>Puts a card that shows its back.</summary>
    public void PutBack(Span<byte> rgb, int frameWidth, int x, int y) => Copy(rgb, frameWidth, x, y, Back);

    private void Copy(Span<byte> rgb, int frameWidth, int x, int y, int index)
    {
        // Two threads may draw the same face; they draw the same bytes.
        ReadOnlySpan<byte> face = _faces[index] ??= Draw(index);
        var (stride, row) = (frameWidth * 3, Width * 3);
        var target = rgb[((y * stride) + (x * 3))..];
        for (var line = 0; line < Height; line++)
        {
            face.Slice(line * row, row).CopyTo(target[(line * stride)..]);
        }
    }

    private byte[] Draw(int index)
    {
        var rgb = new byte[Width * Height * 3];
        var canvas = new Canvas(rgb, Width, Height);
        canvas.Fill(Rgb.White);
        if (index == Back)
        {
            DrawBack(canvas);
        }
        else
        {
            DrawFace(canvas, new Card((byte)index));
        }

        canvas.Border(0, 0, Width, Height, 1, Edge);
        return rgb;
    }

    private void DrawFace(Canvas canvas, Card card)
    {
        var scale = Math.Max(1, Width / 22);
        var color = card.IsRed ? Red : Rgb.Black;
        var (rank, suit) = (card.RankText, Suits[card.Suit]);
        var line = (BitmapFont.GlyphHeight + 1) * scale;
        canvas.Text(2 * scale, 2 * scale, rank, color, scale);
        canvas.Text(2 * scale, (2 * scale) + line, suit, color, scale);
        canvas.Text(
            (Width - BitmapFont.Width(1, 2 * scale)) / 2, (Height - (BitmapFont.GlyphHeight * 2 * scale)) / 2, suit, color, 2 * scale);
        canvas.Text(Width - (2 * scale) - BitmapFont.Width(rank.Length, scale), Height - line - scale, rank, color, scale);
    }

    private void DrawBack(Canvas canvas)
    {
        var (step, margin) = (Math.Max(2, Width / 10), Math.Max(2, Width / 16));
        canvas.Rectangle(margin, margin, Width - (2 * margin), Height - (2 * margin), Rgb.Hex(0x1F3A93));
        for (var y = margin + step; y < Height - margin; y += 2 * step)
        {
            canvas.Rectangle(margin, y, Width - (2 * margin), 1, Rgb.White);
        }
    }
}
