using System.Runtime.InteropServices;
using Agentic.Agents;
using Agentic.Worlds.Cards;

namespace Agentic.Worlds.Blackjack;

/// <summary>What a hand counts: aces are 1, and one of them 11 where that does not bust.</summary>
/// <param name="Hard">Sum with every ace as 1.</param>
/// <param name="HasAce">Whether there is an ace.</param>
public readonly record struct HandCount(int Hard, bool HasAce)
{
    /// <summary>Whether an ace counts 11.</summary>
    public bool IsSoft => HasAce && Hard <= 11;

    /// <summary>The best total.</summary>
    public int Total => IsSoft ? Hard + 10 : Hard;

    /// <summary>More than 21.</summary>
    public bool IsBust => Hard > 21;

    /// <summary>The count with a card more.</summary>
    /// <param name="value">1 (ace) to 10.</param>
    public HandCount With(int value) => new(Hard + value, HasAce || value == 1);
}

/// <summary>A position. A value; copying it forks the game.</summary>
public struct BlackjackState
{
    internal BlackjackDeal Cards;

    /// <summary>The cards, those to come among them.</summary>
    public readonly BlackjackDeal Deal => Cards;

    /// <summary>The player's count.</summary>
    public HandCount Player { get; internal set; }

    /// <summary>The count of the dealer's cards drawn so far, the hidden one among them.</summary>
    public HandCount Dealer { get; internal set; }

    /// <summary>Cards that the player has drawn beyond the first two.</summary>
    public int Hits { get; internal set; }

    /// <summary>Cards that the dealer has drawn beyond the first two.</summary>
    public int DealerHits { get; internal set; }

    /// <summary>Whether the player has stood.</summary>
    public bool HasStood { get; internal set; }

    /// <summary>A stable hash of the deal and of what has been played.</summary>
    public StateKey Key { get; internal set; }
}

/// <summary>What became of an action.</summary>
public enum BlackjackOutcome
{
    /// <summary>The player may draw again.</summary>
    GoesOn,

    /// <summary>The player has won: +1.</summary>
    Won,

    /// <summary>A draw: 0.</summary>
    Drawn,

    /// <summary>The player has lost: −1.</summary>
    Lost,
}

/// <summary>
/// The rules, which are Gymnasium's Blackjack-v1 with its default options: infinite deck, hit or stand, a dealer who draws below 17,
/// no bonus for a natural. Pure; nothing is allocated.
/// </summary>
public static class BlackjackRules
{
    /// <summary>The dealer draws below this total.</summary>
    public const int DealerStands = 17;

    /// <summary>The position at the start of a deal.</summary>
    public static BlackjackState Start(in BlackjackDeal deal)
    {
        var cards = deal.Cards;
        return new BlackjackState
        {
            Cards = deal,
            Player = default(HandCount).With(cards[0].ValueUpToTen).With(cards[1].ValueUpToTen),
            Dealer = default(HandCount).With(cards[2].ValueUpToTen).With(cards[3].ValueUpToTen),
            Key = default(StateKey).With(MemoryMarshal.AsBytes(cards)),
        };
    }

    /// <summary>Draws a card.</summary>
    public static BlackjackOutcome Hit(ref BlackjackState state)
    {
        state.Key = state.Key.With(1);
        state.Player = state.Player.With(state.Cards.Cards[4 + state.Hits++].ValueUpToTen);
        return state.Player.IsBust ? BlackjackOutcome.Lost : BlackjackOutcome.GoesOn;
    }

    /// <summary>Draws no more: the dealer plays, and the totals are compared.</summary>
    /// <param name="state">The position.</param>
    /// <param name="hitsSoft17">Whether the dealer draws at 17 with an ace that counts 11.</param>
    public static BlackjackOutcome Stand(ref BlackjackState state, bool hitsSoft17)
    {
        (state.Key, state.HasStood) = (state.Key.With(0), true);
        while (DealerDraws(state.Dealer, hitsSoft17))
        {
            state.Dealer = state.Dealer.With(state.Cards.Cards[4 + state.Hits + state.DealerHits++].ValueUpToTen);
        }

        var dealer = state.Dealer.IsBust ? 0 : state.Dealer.Total;
        return state.Player.Total > dealer ? BlackjackOutcome.Won
            : state.Player.Total == dealer ? BlackjackOutcome.Drawn : BlackjackOutcome.Lost;
    }

    /// <summary>Whether the dealer draws at this count.</summary>
    public static bool DealerDraws(HandCount dealer, bool hitsSoft17) =>
        dealer.Total < DealerStands || (hitsSoft17 && dealer.IsSoft && dealer.Total == DealerStands);
}
