using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Points24;

/// <summary>Random legal symbols over solvable hands of four cards; a reset deals until the hand can make 24.</summary>
public sealed class Points24Bench : IStepBench
{
    private const int Target = 24;
    private const int Hands = 64;

    private readonly SolvableHands _solvable = SolvableHands.For(4, Target, PointsGame.FullAlphabet);
    private readonly PointsPlay _play;

    /// <summary>A bench of the published game.</summary>
    public Points24Bench()
    {
        var kind = new Points24Kind(ImmutableDictionary<string, string>.Empty);
        _play = new PointsPlay(new PointsGame(Target, PointsGame.FullAlphabet), cards: 4, Deal, [.. Enumerable.Range(0, Hands)
            .Select(seed => (PointsTask)kind.Generate((ulong)seed, Difficulty.Default).Payload)]);
    }

    /// <inheritdoc/>
    public string Name => Points24Kind.Name;

    /// <inheritdoc/>
    public (int Width, int Height) Frame => (CardTable.FullSize, CardTable.FullSize);

    /// <inheritdoc/>
    public long Step(long steps, ulong seed) => _play.Step(steps, seed);

    /// <inheritdoc/>
    public long Paint(long frames, ulong seed) => _play.Paint(frames, seed);

    /// <inheritdoc/>
    public long Parse(long texts, ulong seed) => _play.Parse(texts, seed);

    private void Deal(ref RandomStream random, Span<int> values)
    {
        do
        {
            foreach (ref var value in values)
            {
                value = new Card((byte)random.NextInt(Card.Count)).ValueUpToTen;
            }
        }
        while (!_solvable[values]);
    }
}
