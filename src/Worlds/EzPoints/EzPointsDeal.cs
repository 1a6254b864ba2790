using Agentic.Agents;
using Agentic.Worlds.Cards;

namespace Agentic.Worlds.EzPoints;

/// <summary>Deals two cards that reach the target by one + or one *.</summary>
public static class EzPointsDeal
{
    private const int Kings = 13;

    /// <summary>
    /// Draws a first rank of 2 to 13, then its partner in a product or a sum, by a coin toss where both exist; then the order, by
    /// another toss. A first card without partner is drawn again.
    /// </summary>
    /// <param name="random">Where the luck comes from.</param>
    /// <param name="target">4 to 20: each is a sum of two values, so that the drawing ends.</param>
    /// <param name="maxValue">What a king counts: 10 or 13.</param>
    public static (Card First, Card Second) Draw(ref RandomStream random, int target, int maxValue)
    {
        while (true)
        {
            var rank = random.NextInt(2, Kings);
            var value = Math.Min(rank, maxValue);
            var factor = target % value == 0 && target / value <= maxValue ? target / value : 0;
            var term = target - value is var rest && rest >= 1 && rest <= maxValue ? rest : 0;
            if (factor == 0 && term == 0)
            {
                continue;
            }

            var partner = factor > 0 && (term == 0 || random.NextBool(0.5)) ? factor : term;
            var partnerRank = partner == 10 && maxValue == 10 ? random.NextInt(10, Kings) : partner;
            var (a, b) = (new Card(rank, random.NextInt(4)), new Card(partnerRank, random.NextInt(4)));
            return random.NextBool(0.5) ? (b, a) : (a, b);
        }
    }
}
