using System.Runtime.InteropServices;
using Agentic.Agents;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>The patches of several pictures of one shape, as a tensor.</summary>
public static class PatchBatch
{
    /// <summary>Cuts the pictures; rows beyond them stay zero.</summary>
    /// <param name="pictures">Where they are, and their grids.</param>
    /// <param name="count">Pictures in the batch, blank ones included.</param>
    /// <param name="grid">The shape of each.</param>
    /// <param name="config">The tower's shape.</param>
    /// <param name="processor">Cuts.</param>
    /// <param name="images">Where pixels are.</param>
    /// <returns>[count · patches, patch length] on the processor; the caller disposes it.</returns>
    /// <exception cref="InvalidDataException">A picture is not of the shape that the transcript recorded.</exception>
    public static Tensor Of(IReadOnlyList<ImageSpan> pictures, int count, PatchGrid grid, VisionConfig config, ImageProcessor processor, IImageStore images)
    {
        // Written where the tensor keeps them: a copy by way of an array would cost as much as cutting.
        var patches = ComputeDevice.Cpu.Zeros([count * grid.Count, config.PatchLength]);
        try
        {
            Write(pictures, grid, config, processor, images, MemoryMarshal.Cast<byte, float>(patches.bytes));
            return patches;
        }
        catch
        {
            patches.Dispose();
            throw;
        }
    }

    private static void Write(IReadOnlyList<ImageSpan> pictures, PatchGrid grid, VisionConfig config, ImageProcessor processor, IImageStore images, Span<float> patches)
    {
        var size = grid.Count * config.PatchLength;
        for (var index = 0; index < pictures.Count; index++)
        {
            var frame = images.Get(pictures[index].Handle);
            var actual = processor.Config.Grid(frame.Width, frame.Height);
            if ((actual.T, actual.H, actual.W) != (grid.T, grid.H, grid.W))
            {
                throw new InvalidDataException($"Picture {pictures[index].Handle.Hash} was recorded as {grid.T}×{grid.H}×{grid.W} patches, but is cut into {actual.T}×{actual.H}×{actual.W}.");
            }

            processor.WritePatches(frame, patches.Slice(index * size, size));
        }
    }
}
