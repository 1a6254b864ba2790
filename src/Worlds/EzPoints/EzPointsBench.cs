using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Worlds.Points24;

namespace Agentic.Worlds.EzPoints;

/// <summary>Random legal symbols over hands of two cards that make 12.</summary>
public static class EzPointsBench
{
    private const int Target = 12;

    /// <summary>A bench of the published game.</summary>
    public static PointsBench Create() =>
        new(new EzPointsKind(ImmutableDictionary<string, string>.Empty), new PointsGame(Target, PointsGame.EasyAlphabet), cards: 2, Deal);

    private static void Deal(ref RandomStream random, Span<int> values)
    {
        var (first, second) = EzPointsDeal.Draw(ref random, Target, maxValue: 10);
        (values[0], values[1]) = (first.ValueUpToTen, second.ValueUpToTen);
    }
}
