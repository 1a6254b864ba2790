using Agentic.Worlds.Cards;

namespace Agentic.Worlds.Blackjack;

/// <summary>Paints the dealer's cards above and the player's below. Pure.</summary>
/// <remarks>
/// Full: 300×300, cards of 70×98, 4 pixels apart, closer where they would not fit. Small: 5 × 3 cells of 16 pixels, the dealer's
/// first row and the player's two rows; what a card counts on each, and only the last ones where they are too many. The dealer's
/// second card is hidden until the player stands.
/// </remarks>
public static class BlackjackPainter
{
    private const int CardWidth = 70;
    private const int CardHeight = 98;
    private const int Gap = 4;
    private const int DealerTop = 30;
    private const int PlayerTop = 180;
    private const int Columns = 5;
    private const int Rows = 3;

    private static readonly string[] Counts = ["", "A", "2", "3", "4", "5", "6", "7", "8", "9", "10"];

    private static readonly byte[] Background = CardTable.Background(CardTable.FullSize, CardTable.FullSize, CardTable.Felt, canvas =>
    {
        canvas.Text(Gap, DealerTop - 18, "Dealer", Rgb.White, 2);
        canvas.Text(Gap, PlayerTop - 18, "Player", Rgb.White, 2);
    });

    /// <summary>Pixels of a frame.</summary>
    public static (int Width, int Height) Size(bool isSmall) =>
        isSmall ? (Columns * Presentation.Cell, Rows * Presentation.Cell) : (CardTable.FullSize, CardTable.FullSize);

    /// <summary>Paints every pixel of a frame.</summary>
    public static void Paint(in BlackjackState state, bool isSmall, Span<byte> rgb)
    {
        Span<Card> dealer = stackalloc Card[BlackjackDeal.Capacity];
        Span<Card> player = stackalloc Card[BlackjackDeal.Capacity];
        dealer = dealer[..Join(state.Cards.Cards.Slice(2, 2), state.Cards.Cards.Slice(4 + state.Hits, state.DealerHits), dealer)];
        player = player[..Join(state.Cards.Cards[..2], state.Cards.Cards.Slice(4, state.Hits), player)];
        if (isSmall)
        {
            PaintSmall(dealer, player, state.HasStood, rgb);
            return;
        }

        Background.CopyTo(rgb);
        Row(rgb, DealerTop, dealer, hidden: state.HasStood ? -1 : 1);
        Row(rgb, PlayerTop, player, hidden: -1);
    }

    private static int Join(ReadOnlySpan<Card> first, ReadOnlySpan<Card> more, Span<Card> cards)
    {
        first.CopyTo(cards);
        more.CopyTo(cards[first.Length..]);
        return first.Length + more.Length;
    }

    private static void Row(Span<byte> rgb, int y, ReadOnlySpan<Card> cards, int hidden)
    {
        var art = CardArt.Of(CardWidth, CardHeight);
        var step = Math.Min(CardWidth + Gap, (CardTable.FullSize - CardWidth - (2 * Gap)) / (cards.Length - 1));
        for (var i = 0; i < cards.Length; i++)
        {
            if (i == hidden)
            {
                art.PutBack(rgb, CardTable.FullSize, Gap + (i * step), y);
            }
            else
            {
                art.Put(rgb, CardTable.FullSize, Gap + (i * step), y, cards[i]);
            }
        }
    }

    private static void PaintSmall(ReadOnlySpan<Card> dealer, ReadOnlySpan<Card> player, bool hasStood, Span<byte> rgb)
    {
        var canvas = new Canvas(rgb, Columns * Presentation.Cell, Rows * Presentation.Cell);
        canvas.Fill(CardTable.Felt);
        dealer = hasStood ? dealer[Math.Max(0, dealer.Length - Columns)..] : dealer[..1];
        for (var i = 0; i < dealer.Length; i++)
        {
            CardTable.CardCell(canvas, i, 0, Counts[dealer[i].ValueUpToTen], Rgb.Hex(0xC8102E));
        }

        player = player[Math.Max(0, player.Length - ((Rows - 1) * Columns))..];
        for (var i = 0; i < player.Length; i++)
        {
            CardTable.CardCell(canvas, i % Columns, 1 + (i / Columns), Counts[player[i].ValueUpToTen], Rgb.Black);
        }
    }
}
