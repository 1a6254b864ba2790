using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Worlds.Cards;

namespace Agentic.Worlds.Blackjack;

/// <summary>Coin tosses between hit and stand; each game draws its own cards.</summary>
public sealed class BlackjackBench : IStepBench
{
    private static readonly string[] Answers = ["hit", " Stand", "STICK", "h", "", "hit hit", "hit me", "0"];

    private readonly byte[] _frame = new byte[CardTable.FullSize * CardTable.FullSize * 3];

    private readonly BlackjackTask _task = (BlackjackTask)new BlackjackKind(ImmutableDictionary<string, string>.Empty)
        .Generate(0, Difficulty.Default).Payload;

    /// <inheritdoc/>
    public string Name => BlackjackKind.Name;

    /// <inheritdoc/>
    public (int Width, int Height) Frame => (CardTable.FullSize, CardTable.FullSize);

    /// <inheritdoc/>
    public long Step(long steps, ulong seed)
    {
        var random = RandomKey.FromSeed(seed).Stream();
        var (checksum, isOver) = (0UL, true);
        var state = default(BlackjackState);
        var bits = 0UL;
        for (long step = 0; step < steps; step++)
        {
            if (isOver)
            {
                state = BlackjackRules.Start(BlackjackDeal.Draw(ref random));
            }

            bits = (step & 63) == 0 ? random.NextBits() : bits >> 1;
            var outcome = (bits & 1) != 0 ? BlackjackRules.Hit(ref state) : BlackjackRules.Stand(ref state, hitsSoft17: false);
            checksum += state.Key.Value + (ulong)outcome;
            isOver = outcome != BlackjackOutcome.GoesOn;
        }

        return (long)checksum;
    }

    /// <inheritdoc/>
    public long Paint(long frames, ulong seed)
    {
        var random = RandomKey.FromSeed(seed).Stream();
        var checksum = 0L;
        var state = BlackjackRules.Start(BlackjackDeal.Draw(ref random));
        for (long frame = 0; frame < frames; frame++)
        {
            if (state.Player.Total >= 17 || BlackjackRules.Hit(ref state) != BlackjackOutcome.GoesOn)
            {
                state = BlackjackRules.Start(BlackjackDeal.Draw(ref random));
            }

            BlackjackPainter.Paint(state, isSmall: false, _frame);
            checksum = (checksum * 31) + _frame[(int)(frame * 97 % _frame.Length)];
        }

        return checksum;
    }

    /// <inheritdoc/>
    public long Parse(long texts, ulong seed) => AnswerBench.Parse(texts, seed, Answers, text => BlackjackAnswers.Parse(_task, text));
}
