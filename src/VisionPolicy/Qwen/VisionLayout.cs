namespace Agentic.VisionPolicy;

/// <summary>
/// Where each patch of a batch of pictures stands: its row and column for the rotary angles, its place among the learned positions,
/// and who attends to whom. Patches stay in their own order; windows are lists of indices.
/// </summary>
public sealed class VisionLayout
{
    /// <summary>Lays out pictures.</summary>
    /// <param name="grids">One per picture.</param>
    /// <param name="config">The tower's shape.</param>
    /// <exception cref="InvalidDataException">A grid has a size below 1, or does not divide into merged patches.</exception>
    public VisionLayout(IReadOnlyList<PatchGrid> grids, VisionConfig config)
    {
        Patches = grids.Sum(grid => grid.Count);
        var rows = new long[Patches];
        var columns = new long[Patches];
        var frames = new List<List<long>>();
        var windows = new List<List<long>>();
        var corners = new PositionCorners(Patches, config);
        var merge = config.SpatialMergeSize;
        // Without windows, one that holds everything.
        var side = config.WindowSize == 0 ? int.MaxValue : config.WindowSize / merge / config.PatchSize;
        long at = 0;
        foreach (var grid in grids)
        {
            Require(grid, merge);
            for (var t = 0; t < grid.T; t++)
            {
                var frame = new List<long>(grid.H * grid.W);
                var (down, across) = (grid.H / merge, grid.W / merge);
                var inWindow = new SortedDictionary<int, List<long>>();
                // Patches come merged square by merged square: row of squares, square, row in it, column in it.
                for (var square = 0; square < down * across; square++)
                {
                    var (y, x) = (square / across, square % across);
                    var window = ((y / side) * (((across - 1) / side) + 1)) + (x / side);
                    if (!inWindow.TryGetValue(window, out var members))
                    {
                        inWindow[window] = members = [];
                    }

                    for (var inner = 0; inner < merge * merge; inner++, at++)
                    {
                        var (row, column) = ((y * merge) + (inner / merge), (x * merge) + (inner % merge));
                        (rows[at], columns[at]) = (row, column);
                        corners.Set((int)at, row, column, grid);
                        frame.Add(at);
                        members.Add(at);
                    }
                }

                frames.Add(frame);
                windows.AddRange(inWindow.Values);
            }
        }

        (Rows, Columns, Frames, Windows, Corners) = (rows, columns, ByLength(frames), ByLength(windows), corners);
    }

    /// <summary>Patches in the batch.</summary>
    public int Patches { get; }

    /// <summary>Row of each patch.</summary>
    public long[] Rows { get; }

    /// <summary>Column of each patch.</summary>
    public long[] Columns { get; }

    /// <summary>Whole frames, gathered by their length: (patches in one, indices of all).</summary>
    public IReadOnlyList<(int Length, long[] Indices)> Frames { get; }

    /// <summary>Windows, gathered in the same way.</summary>
    public IReadOnlyList<(int Length, long[] Indices)> Windows { get; }

    /// <summary>Where each patch stands among the learned positions; empty for a tower without them.</summary>
    public PositionCorners Corners { get; }

    private static void Require(PatchGrid grid, int merge)
    {
        if (grid.T < 1 || grid.H < 1 || grid.W < 1 || grid.H % merge != 0 || grid.W % merge != 0)
        {
            throw new InvalidDataException($"A grid of {grid.T}×{grid.H}×{grid.W} patches cannot be encoded; expected sizes of at least 1, rows and columns in multiples of {merge}.");
        }
    }

    private static List<(int Length, long[] Indices)> ByLength(List<List<long>> parts) =>
        [.. parts.GroupBy(part => part.Count).Select(group => (group.Key, group.SelectMany(part => part).ToArray()))];
}
