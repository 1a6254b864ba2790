using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Worlds.Cards;

namespace Agentic.Worlds.NumberLine;

/// <summary>Coin tosses on lines of 0 to 5, ten at most, as published.</summary>
public sealed class NumberLineBench : IStepBench
{
    private const int Max = 5;
    private const int MaxMoves = 10;

    private static readonly string[] Answers = ["+", "-", " + ", "plus", "", "+-", "−", "1"];

    private readonly byte[] _frame = new byte[CardTable.FullSize * CardTable.FullSize * 3];

    private readonly NumberLineTask _task = new(
        new NumberLineState(Max, 4, 1), Presentation.From(ImmutableDictionary<string, string>.Empty));

    /// <inheritdoc/>
    public string Name => NumberLineKind.Name;

    /// <inheritdoc/>
    public (int Width, int Height) Frame => (CardTable.FullSize, CardTable.FullSize);

    /// <inheritdoc/>
    public long Step(long steps, ulong seed)
    {
        var random = RandomKey.FromSeed(seed).Stream();
        var (checksum, bits, left) = (0UL, 0UL, 0);
        var state = default(NumberLineState);
        for (long step = 0; step < steps; step++)
        {
            if (left == 0 || state.Distance == 0)
            {
                state = NumberLineRules.Deal(Max, ref random);
                (bits, left) = (random.NextBits(), MaxMoves);
            }

            var outcome = NumberLineRules.Apply(ref state, (bits & 1) != 0 ? 1 : -1);
            checksum += state.Key.Value + (ulong)outcome;
            bits >>= 1;
            left--;
        }

        return (long)checksum;
    }

    /// <inheritdoc/>
    public long Paint(long frames, ulong seed)
    {
        var random = RandomKey.FromSeed(seed).Stream();
        var checksum = 0L;
        for (long frame = 0; frame < frames; frame++)
        {
            NumberLinePainter.Paint(NumberLineRules.Deal(Max, ref random), isSmall: false, _frame);
            checksum = (checksum * 31) + _frame[(int)(frame * 97 % _frame.Length)];
        }

        return checksum;
    }

    /// <inheritdoc/>
    public long Parse(long texts, ulong seed) => AnswerBench.Parse(texts, seed, Answers, text => NumberLineAnswers.Parse(_task, text));
}
