using System.Numerics;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Points24;

/// <summary>Deals the next hand of a bench: what each card counts, in place.</summary>
public delegate void HandDealer(ref RandomStream random, Span<int> values);

/// <summary>What the benches of EZ points and 24 points share: random legal symbols from the deal to "=".</summary>
public sealed class PointsPlay
{
    private static readonly string[] Answers = ["+", "8", " 10 ", "(", "=", "plus", "", "8 8", "14", "８"];

    private readonly PointsGame _game;
    private readonly int _cards;
    private readonly HandDealer _deal;
    private readonly PointsTask[] _tasks;
    private readonly byte[] _frame = new byte[CardTable.FullSize * CardTable.FullSize * 3];

    /// <summary>Play of a game whose hands have so many cards; the frames show the given tasks.</summary>
    public PointsPlay(PointsGame game, int cards, HandDealer deal, PointsTask[] tasks) =>
        (_game, _cards, _deal, _tasks) = (game, cards, deal, tasks);

    /// <summary>Takes steps; see <see cref="IStepBench.Step"/>.</summary>
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

    /// <summary>Paints frames; see <see cref="IStepBench.Paint"/>.</summary>
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

    /// <summary>Reads answers; see <see cref="IStepBench.Parse"/>.</summary>
    public long Parse(long texts, ulong seed)
    {
        var random = RandomKey.FromSeed(seed).Stream();
        var checksum = 0L;
        for (long text = 0; text < texts; text++)
        {
            checksum = (checksum * 31) + (PointsAnswers.Parse(_tasks[0], Answers[random.NextInt(Answers.Length)]).Action is null ? 0 : 1);
        }

        return checksum;
    }

    private static Symbol Pick(uint set, int choice)
    {
        for (var skip = choice % BitOperations.PopCount(set); skip > 0; skip--)
        {
            set &= set - 1;
        }

        return (Symbol)BitOperations.TrailingZeroCount(set);
    }
}
