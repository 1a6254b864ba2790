using System.Numerics;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Points24;

/// <summary>Deals the next hand of a bench: what each card counts, in place.</summary>
public delegate void HandDealer(ref RandomStream random, Span<int> values);

/// <summary>The bench of EZ points and of 24 points: random legal symbols from the deal to "=".</summary>
public sealed class PointsBench : IStepBench
{
    private const int Hands = 64;
    private static readonly string[] Answers = ["+", "8", " 10 ", "(", "=", "plus", "", "8 8", "14", "８"];

    private readonly PointsGame _game;
    private readonly int _cards;
    private readonly HandDealer _deal;
    private readonly PointsTask[] _tasks;
    private readonly byte[] _frame = new byte[CardTable.FullSize * CardTable.FullSize * 3];

    /// <summary>A bench of one of the two games.</summary>
    /// <param name="kind">The world; the frames show tasks that it makes.</param>
    /// <param name="game">Its target and symbols.</param>
    /// <param name="cards">Cards in a hand.</param>
    /// <param name="deal">Deals the hands that are played.</param>
    public PointsBench(IWorldKind kind, PointsGame game, int cards, HandDealer deal)
    {
        (Name, _game, _cards, _deal) = (kind.Descriptor.Name, game, cards, deal);
        _tasks = [.. Enumerable.Range(0, Hands).Select(seed => (PointsTask)kind.Generate((ulong)seed, Difficulty.Default).Payload)];
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public (int Width, int Height) Frame => (CardTable.FullSize, CardTable.FullSize);

    /// <inheritdoc/>
    public long Step(long steps, ulong seed)
    {
        var random = RandomKey.FromSeed(seed).Stream();
        Span<int> values = stackalloc int[_cards];
        var (checksum, bits, isOver) = (0UL, 0UL, true);
        var state = default(PointsState);
        for (long step = 0; step < steps; step++)
        {
            if (isOver)
            {
                _deal(ref random, values);
                state = PointsRules.Start(_game, values);
            }

            // A fresh 64 bits each eight steps; the modulo's bias is below 3 % and of no matter here.
            bits = (step & 7) == 0 ? random.NextBits() : bits >> 8;
            var outcome = PointsRules.Apply(_game, ref state, Pick(PointsRules.Legal(_game, state), (int)(bits & 255)));
            checksum += state.Key.Value + (ulong)outcome;
            isOver = outcome > PointsOutcome.Refused;
        }

        return (long)checksum;
    }

    /// <inheritdoc/>
    public long Paint(long frames, ulong seed)
    {
        var random = RandomKey.FromSeed(seed).Stream();
        var checksum = 0L;
        var task = _tasks[0];
        var state = PointsRules.Start(task.Game, task.Values.AsSpan());
        for (long frame = 0; frame < frames; frame++)
        {
            var symbol = Pick(PointsRules.Legal(task.Game, state), random.NextInt(256));
            if (PointsRules.Apply(task.Game, ref state, symbol) != PointsOutcome.Written)
            {
                task = _tasks[random.NextInt(_tasks.Length)];
                state = PointsRules.Start(task.Game, task.Values.AsSpan());
            }

            PointsPainter.Paint(task, state, _frame);
            checksum = (checksum * 31) + _frame[(int)(frame * 97 % _frame.Length)];
        }

        return checksum;
    }

    /// <inheritdoc/>
    public long Parse(long texts, ulong seed) => AnswerBench.Parse(texts, seed, Answers, text => PointsAnswers.Parse(_tasks[0], text));

    private static Symbol Pick(uint set, int choice)
    {
        for (var skip = choice % BitOperations.PopCount(set); skip > 0; skip--)
        {
            set &= set - 1;
        }

        return (Symbol)BitOperations.TrailingZeroCount(set);
    }
}
