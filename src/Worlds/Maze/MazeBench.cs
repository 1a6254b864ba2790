using Agentic.Agents;

namespace Agentic.Worlds.Maze;

/// <summary>Random walks through 5 × 5 mazes of every length up to 8, as in training.</summary>
public sealed class MazeBench : IStepBench
{
    private const int Mazes = 256;
    private const int MovesPerGame = 32;
    private const int FullView = MazeLayout.MaxSize;

    private static readonly string[] Answers = ["up", " Right.", "DOWN", "l", "<|left|>", "go up", "up up", "", "→", "north"];

    private readonly MazeLayout[] _layouts =
    [
        .. Enumerable.Range(0, Mazes).Select(seed => MazeGenerator.Generate(
            RandomKey.FromSeed((ulong)seed), MazeCarvers.DepthFirst, new MazeSpec(5, 1, 8, MaxTurns: 60, Braid: 0))),
    ];

    private readonly MazeTiles _tiles = MazeTiles.Of("plain", 16);
    private readonly byte[] _frame = new byte[80 * 80 * 3];

    /// <inheritdoc/>
    public string Name => MazeKind.Name;

    /// <inheritdoc/>
    public (int Width, int Height) Frame => (80, 80);

    /// <inheritdoc/>
    public long Step(long steps, ulong seed)
    {
        var random = RandomKey.FromSeed(seed).Stream();
        var (checksum, bits, game, left) = (0UL, 0UL, 0, 0);
        var layout = _layouts[0];
        var state = MazeState.First(layout);
        for (long step = 0; step < steps; step++)
        {
            if (left == 0 || state.IsOver)
            {
                // 64 random bits are 32 moves.
                (layout, bits, left) = (_layouts[game++ % Mazes], random.NextBits(), MovesPerGame);
                state = MazeState.First(layout);
            }

            var result = MazeRules.Apply(layout, ref state, (Move)(bits & 3));
            checksum += state.Key(layout).Value + (ulong)result;
            bits >>= 2;
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
            var layout = _layouts[frame % Mazes];
            var cell = random.NextInt(layout.Passages.Length);
            MazePainter.Paint(layout, new MazeState(cell, false), _tiles, FullView, _frame);
            checksum = (checksum * 31) + _frame[(int)(frame * 97 % _frame.Length)];
        }

        return checksum;
    }

    /// <inheritdoc/>
    public long Parse(long texts, ulong seed)
    {
        var random = RandomKey.FromSeed(seed).Stream();
        var checksum = 0L;
        Span<Move> moves = stackalloc Move[1];
        for (long text = 0; text < texts; text++)
        {
            var understood = MazeAnswer.TryRead(Answers[random.NextInt(Answers.Length)], moves, out var count, out _) && count == 1;
            checksum = (checksum * 31) + (understood ? (int)moves[0] : -1);
        }

        return checksum;
    }
}
