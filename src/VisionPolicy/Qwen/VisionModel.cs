using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>A vision tower over its weights. Axes as in <see cref="QwenModel"/>.</summary>
/// <remarks>Owns its table of angles and compiled code, borrows the weights. One thread at a time.</remarks>
internal sealed class VisionModel(VisionConfig config, EffectiveWeights weights, bool fusesAttention) : IDisposable
{
    private const int SmallestTable = 64;
    private readonly Jit _script = new(VisionScript.Of(config, weights.Compute, fusesAttention));
    private readonly Dictionary<PatchGrid, VisionLayout> _layouts = [];
    private Tensor? _table;

    /// <summary>Pictures to features.</summary>
    /// <param name="patches_PC">Normalised patches, [patches of all pictures, channels · frames · side · side], here or on the processor.</param>
    /// <param name="grids">One per picture, in the same order.</param>
    /// <returns>[M, F] in the compute type; the caller disposes it.</returns>
    public Tensor Encode(Tensor patches_PC, IReadOnlyList<PatchGrid> grids)
    {
        using var scope = NewDisposeScope();
        var uniform = grids.All(grid => grid == grids[0]);
        var layout = uniform ? LayoutOf(grids[0]) : new VisionLayout(grids, config);
        var copies = uniform ? grids.Count : 1;
        Shape.Require(patches_PC, [layout.Patches * copies, config.PatchLength]);
        var corners = config.IsThird ? 4 : 0;
        var device = weights.Device;
        return _script.Call(
            "encode", weights.Cast(device.Take(patches_PC)), device.Put(layout.Rows).repeat(copies), device.Put(layout.Columns).repeat(copies), Table(grids.Max(grid => Math.Max(grid.H, grid.W))),
            device.Put(layout.Corners.Indices, corners, layout.Patches).repeat(1, copies), device.Put(layout.Corners.Weights, corners, layout.Patches).repeat(1, copies),
            Parts(layout.Frames, layout.Patches, copies), Parts(layout.Windows, layout.Patches, copies),
            VisionScript.OuterTensors(config).Select(name => weights[weights.Masters.Names.Vision(name)]).ToArray(),
            Enumerable.Range(0, config.Depth)
                .SelectMany(block => VisionScript.BlockTensors(config).Select(name => weights[weights.Masters.Names.Block(block, name)])).ToArray())
            .MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _script.Dispose();
        _table?.Dispose();
    }

    private VisionLayout LayoutOf(PatchGrid grid)
    {
        if (!_layouts.TryGetValue(grid, out var layout))
        {
            _layouts[grid] = layout = new VisionLayout([grid], config);
        }

        return layout;
    }

    /// <summary>Angles of rows or columns 0 .. <paramref name="side"/> − 1 and beyond, [rows, head size / 4].</summary>
    private Tensor Table(int side)
    {
        if (_table is null || _table.shape[0] < side)
        {
            var (rows, quarter) = (Math.Max(side, SmallestTable), config.HiddenSize / config.Heads / 4);
            var turns = new float[rows * quarter];
            for (var index = 0; index < turns.Length; index++)
            {
                turns[index] = index / quarter * (float)(1 / Math.Pow(config.RopeTheta, index % quarter / (double)quarter));
            }

            _table?.Dispose();
            _table = weights.Device.Put(turns, rows, quarter).DetachFromDisposeScope();
        }

        return _table;
    }

    private Tensor[] Parts(IReadOnlyList<(int Length, long[] Indices)> parts, int patches, int copies)
    {
        // All patches in their order need no gathering; an empty third axis says so to the script.
        if (parts.Count == 1 && parts[0].Indices.AsSpan().SequenceEqual(Enumerable.Range(0, patches).Select(index => (long)index).ToArray()))
        {
            return [weights.Device.Zeros([copies * patches / parts[0].Length, parts[0].Length, 0])];
        }

        return [.. parts.Select(part =>
        {
            var one = weights.Device.Put(part.Indices).view(1, -1);
            var shifts = weights.Device.Put(Enumerable.Range(0, copies).Select(copy => (long)copy * patches).ToArray()).view(-1, 1);
            return one.Plus(shifts).view(-1, part.Length);
        })];
    }
}
