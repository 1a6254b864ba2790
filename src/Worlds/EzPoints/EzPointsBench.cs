using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Points24;

namespace Agentic.Worlds.EzPoints;

/// <summary>Random legal symbols over hands of two cards that make 12.</summary>
public sealed class EzPointsBench : IStepBench
{
    private const int Target = 12;
    private const int Hands = 64;

    private readonly PointsPlay _play;

    /// <summary>A bench of the published game.</summary>
    public EzPointsBench()
    {
        var kind = new EzPointsKind(ImmutableDictionary<string, string>.Empty);
        _play = new PointsPlay(new PointsGame(Target, PointsGame.EasyAlphabet), cards: 2, Deal, [.. Enumerable.Range(0, Hands)
            .Select(seed => (PointsTask)kind.Generate((ulong)seed, Difficulty.Default).Payload)]);
    }

    /// <inheritdoc/>
    public string Name => EzPointsKind.Name;

    /// <inheritdoc/>
    public (int Width, int Height) Frame => (CardTable.FullSize, CardTable.FullSize);

    /// <inheritdoc/>
    public long Step(long steps, ulong seed) => _play.Step(steps, seed);

    /// <inheritdoc/>
    public long Paint(long frames, ulong seed) => _play.Paint(frames, seed);

    /// <inheritdoc/>
    public long Parse(long texts, ulong seed) => _play.Parse(texts, seed);

    private static void Deal(ref RandomStream random, Span<int> values)
    {
        var (first, second) = EzPointsDeal.Draw(ref random, Target, maxValue: 10);
        (values[0], values[1]) = (first.ValueUpToTen, second.ValueUpToTen);
    }
}
