namespace Agentic.Worlds.Blackjack;

/// <summary>Best play against the dealer's up card, by dynamic programming over an infinite deck.</summary>
/// <remarks>
/// A count only grows and ends above 21, so each value is a finite mean over the 13 ranks: no iteration, no discount. With a dealer
/// who stands on every 17 the mean return is −0.0466.
/// </remarks>
public sealed class BlackjackOptimum
{
    private readonly bool _hitsSoft17;
    private readonly double[,] _dealerEnds = new double[11, 22];
    private readonly (double Hit, double Stand, bool IsKnown)[,,] _values = new (double, double, bool)[22, 2, 11];

    private BlackjackOptimum(bool hitsSoft17)
    {
        _hitsSoft17 = hitsSoft17;
        for (var up = 1; up <= 10; up++)
        {
            EndDealer(up, default(HandCount).With(up), cards: 1, probability: 1);
        }

        for (var first = 1; first <= 10; first++)
        {
            for (var second = 1; second <= 10; second++)
            {
                for (var up = 1; up <= 10; up++)
                {
                    var player = default(HandCount).With(first).With(second);
                    MeanReturn += Chance(first) * Chance(second) * Chance(up) * Value(player, up);
                }
            }
        }
    }

    /// <summary>Against a dealer who stands on every 17.</summary>
    public static BlackjackOptimum Standing { get; } = new(hitsSoft17: false);

    /// <summary>Against a dealer who draws on a soft 17.</summary>
    public static BlackjackOptimum Hitting { get; } = new(hitsSoft17: true);

    /// <summary>The mean return of best play over all deals.</summary>
    public double MeanReturn { get; }

    /// <summary>The chance that a drawn card counts this much.</summary>
    /// <param name="value">1 (ace) to 10.</param>
    public static double Chance(int value) => value == 10 ? 4 / 13.0 : 1 / 13.0;

    /// <summary>The mean return of drawing a card and playing on as best one can.</summary>
    public double Hit(HandCount player, int dealerUp) => Values(player, dealerUp).Hit;

    /// <summary>The mean return of standing.</summary>
    public double Stand(HandCount player, int dealerUp) => Values(player, dealerUp).Stand;

    /// <summary>The mean return of best play from here.</summary>
    public double Value(HandCount player, int dealerUp) => player.IsBust ? -1 : Math.Max(Hit(player, dealerUp), Stand(player, dealerUp));

    // Filled by the constructor from every deal, so that later reads are of finished cells: safe for many threads.
    private (double Hit, double Stand, bool IsKnown) Values(HandCount player, int dealerUp)
    {
        ref var cell = ref _values[player.Hard, player.HasAce ? 1 : 0, dealerUp];
        if (!cell.IsKnown)
        {
            var hit = 0.0;
            for (var value = 1; value <= 10; value++)
            {
                hit += Chance(value) * Value(player.With(value), dealerUp);
            }

            cell = (hit, StandValue(player.Total, dealerUp), true);
        }

        return cell;
    }

    private double StandValue(int total, int dealerUp)
    {
        var mean = 0.0;
        for (var end = 0; end <= 21; end++)
        {
            mean += _dealerEnds[dealerUp, end] * Math.Sign(total - end);
        }

        return mean;
    }

    // Adds up where the dealer ends; 0 stands for a bust.
    private void EndDealer(int up, HandCount dealer, int cards, double probability)
    {
        if (cards >= 2 && !BlackjackRules.DealerDraws(dealer, _hitsSoft17))
        {
            _dealerEnds[up, dealer.IsBust ? 0 : dealer.Total] += probability;
            return;
        }

        for (var value = 1; value <= 10; value++)
        {
            EndDealer(up, dealer.With(value), cards + 1, probability * Chance(value));
        }
    }
}
