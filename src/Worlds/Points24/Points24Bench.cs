using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Points24;

/// <summary>Random legal symbols over solvable hands of four cards; a reset deals until the hand can make 24.</summary>
public static class Points24Bench
{
    private const int Target = 24;

    /// <summary>A bench of the published game.</summary>
    public static PointsBench Create()
    {
        var solvable = SolvableHands.For(4, Target, PointsGame.FullAlphabet);
        return new PointsBench(
            new Points24Kind(ImmutableDictionary<string, string>.Empty), new PointsGame(Target, PointsGame.FullAlphabet), cards: 4,
            (ref RandomStream random, Span<int> values) => Deal(solvable, ref random, values));
    }

    private static void Deal(SolvableHands solvable, ref RandomStream random, Span<int> values)
    {
        do
        {
            foreach (ref var value in values)
            {
                value = new Card((byte)random.NextInt(Card.Count)).ValueUpToTen;
            }
        }
        while (!solvable[values]);
    }
}
