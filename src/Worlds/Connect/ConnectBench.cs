using Agentic.Agents;

namespace Agentic.Worlds.Connect;

/// <summary>Random games on the default board.</summary>
public sealed class ConnectBench : IStepBench
{
    private static readonly ConnectBoard Board = new(4, 4, 3);
    private static readonly string[] Answers = ["1", " 4", "5", "0", "", "33", "two", "１"];

    private readonly byte[] _frame = new byte[Board.Cells * ConnectPainter.Cell * ConnectPainter.Cell * 3];

    /// <inheritdoc/>
    public string Name => ConnectKind.Name;

    /// <inheritdoc/>
    public (int Width, int Height) Frame => ConnectPainter.Size(Board);

    /// <inheritdoc/>
    public long Step(long steps, ulong seed)
    {
        var random = RandomKey.FromSeed(seed).Stream();
        var (checksum, bits, state) = (0UL, 0UL, default(ConnectState));
        for (long step = 0; step < steps; step++)
        {
            // 64 random bits are 32 moves.
            bits = (step & 31) == 0 ? random.NextBits() : bits >> 2;
            var outcome = ConnectRules.Drop(Board, ref state, (int)(bits & 3));
            checksum += state.Key.Value + (ulong)outcome;
            state = outcome is ConnectOutcome.Won or ConnectOutcome.Drawn ? default : state;
        }

        return (long)checksum;
    }

    /// <inheritdoc/>
    public long Paint(long frames, ulong seed)
    {
        var random = RandomKey.FromSeed(seed).Stream();
        var (checksum, state) = (0L, default(ConnectState));
        for (long frame = 0; frame < frames; frame++)
        {
            state = ConnectRules.Drop(Board, ref state, random.NextInt(Board.Columns)) is ConnectOutcome.Won or ConnectOutcome.Drawn ? default : state;
            ConnectPainter.Paint(Board, state, state.Mover, _frame);
            checksum = (checksum * 31) + _frame[(int)(frame * 97 % _frame.Length)];
        }

        return checksum;
    }

    /// <inheritdoc/>
    public long Parse(long texts, ulong seed) => AnswerBench.Parse(texts, seed, Answers, ConnectMove.Parse);
}
