using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Agentic.Agents;
using Agentic.Worlds.Cards;

namespace Agentic.Worlds.Blackjack;

/// <summary>All cards of one game, in the order in which they are drawn: two of the player, two of the dealer, then those to come.</summary>
/// <remarks>
/// The deck is infinite: each card is uniform over the 52. The cards to come are drawn until their hard total is such that neither
/// side can run out of them, whatever is played; what is left out is never looked at, so nothing is biased.
/// </remarks>
public struct BlackjackDeal
{
    /// <summary>Most cards of a game; all aces need 38.</summary>
    public const int Capacity = 40;

    private Buffer _cards;
    private int _count;

    /// <summary>The cards in drawing order; a view into this very variable.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<Card> Cards => ((ReadOnlySpan<Card>)_cards)[.._count];

    /// <summary>The hard total that the cards to come must have, given the four on the table.</summary>
    /// <remarks>
    /// A player who stops at 21 or less took at most 21 − player; the dealer then needs up to 17 − dealer. One who busts needs
    /// 22 − player.
    /// </remarks>
    public static int Needed(int player, int dealer) => Math.Max(22 - player, 38 - player - dealer);

    /// <summary>A deal from an infinite deck.</summary>
    public static BlackjackDeal Draw(ref RandomStream random)
    {
        var deal = default(BlackjackDeal);
        var (player, dealer, coming) = (0, 0, 0);
        while (deal._count < 4 || coming < Needed(player, dealer))
        {
            var card = new Card((byte)random.NextInt(Card.Count));
            _ = deal._count switch
            {
                < 2 => player += card.ValueUpToTen,
                < 4 => dealer += card.ValueUpToTen,
                _ => coming += card.ValueUpToTen,
            };
            deal._cards[deal._count++] = card;
        }

        return deal;
    }

    /// <summary>A deal of the given cards; false when they are too few for every way of playing, or too many.</summary>
    public static bool TryOf(ReadOnlySpan<Card> cards, out BlackjackDeal deal)
    {
        deal = default;
        if (cards.Length is < 4 or > Capacity)
        {
            return false;
        }

        cards.CopyTo(deal._cards);
        deal._count = cards.Length;
        return Total(cards[4..]) >= Needed(Total(cards[..2]), Total(cards[2..4]));
    }

    /// <summary>The hard total of some cards.</summary>
    public static int Total(ReadOnlySpan<Card> cards)
    {
        var total = 0;
        foreach (var card in cards)
        {
            total += card.ValueUpToTen;
        }

        return total;
    }

    [InlineArray(Capacity)]
    private struct Buffer
    {
        private Card _first;
    }
}
