using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>Cuts frames of the right size into normalised patches, in the order in which the vision tower reads them.</summary>
/// <remarks>
/// A patch is [channel, frame, row, column]; patches follow one another as [grid rows / merge, grid columns / merge, merge, merge].
/// Eight pixels go at a time where a patch is that wide; the results are those of the table, bit for bit.
/// </remarks>
/// <param name="config">The shape of patches.</param>
internal sealed class PatchWriter(ImageProcessorConfig config)
{
    private const int Together = 8;
    private readonly PixelScale _scale = new(config);
    private readonly Channel _red = new(new PixelScale(config), 0);
    private readonly Channel _green = new(new PixelScale(config), 1);
    private readonly Channel _blue = new(new PixelScale(config), 2);
    private readonly int _side = config.PatchSize;
    private readonly int _times = config.TemporalPatchSize;

    /// <summary>Writes one temporal step.</summary>
    /// <param name="frames">One frame, which then fills every time of the patch, or one for each time; all of one size, a multiple of the processor's factor.</param>
    /// <param name="patches">Exactly as long as the patches.</param>
    public void Write(ReadOnlySpan<ImageFrame> frames, Span<float> patches)
    {
        var merge = config.MergeSize;
        var (rows, columns) = (frames[0].Height / _side, frames[0].Width / _side);
        for (var blockRow = 0; blockRow < rows; blockRow += merge)
        {
            for (var blockColumn = 0; blockColumn < columns; blockColumn += merge)
            {
                for (var inner = 0; inner < merge * merge; inner++)
                {
                    WritePatch(frames, blockRow + (inner / merge), blockColumn + (inner % merge), patches[..config.PatchLength]);
                    patches = patches[config.PatchLength..];
                }
            }
        }
    }

    private void WritePatch(ReadOnlySpan<ImageFrame> frames, int row, int column, Span<float> patch)
    {
        var area = _side * _side;
        for (var time = 0; time < frames.Length; time++)
        {
            var (stride, start) = (frames[time].Width * 3, ((row * _side * frames[time].Width) + (column * _side)) * 3);
            var pixels = frames[time].Rgb.AsSpan(start, ((_side - 1) * stride) + (_side * 3));
            WritePlanes(pixels, stride, patch[(time * area)..], _times * area);
        }

        for (var time = frames.Length; time < _times; time++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                var planes = patch[(channel * _times * area)..];
                planes[..area].CopyTo(planes[(time * area)..]);
            }
        }
    }

    /// <summary>One frame of a patch: three planes that lie <paramref name="apart"/> numbers from one another.</summary>
    private void WritePlanes(ReadOnlySpan<byte> pixels, int stride, Span<float> planes, int apart)
    {
        var area = _side * _side;
        var red = planes[..area];
        var green = planes.Slice(apart, area);
        var blue = planes.Slice(2 * apart, area);
        for (var y = 0; y < _side; y++)
        {
            var line = pixels.Slice(y * stride, _side * 3);
            var x = 0;
            for (; _side >= Together && x < _side; x += Together)
            {
                // The last vector starts early and writes some numbers a second time, alike.
                x = Math.Min(x, _side - Together);
                Write8(line.Slice(x * 3, Together * 3), red.Slice((y * _side) + x, Together), green.Slice((y * _side) + x, Together), blue.Slice((y * _side) + x, Together));
            }

            for (; x < _side; x++)
            {
                var at = (y * _side) + x;
                (red[at], green[at], blue[at]) = (_scale.Table(0)[line[x * 3]], _scale.Table(1)[line[(x * 3) + 1]], _scale.Table(2)[line[(x * 3) + 2]]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Write8(ReadOnlySpan<byte> pixels, Span<float> red, Span<float> green, Span<float> blue)
    {
        // Bytes 0 to 15, and bytes 8 to 23: pixel 5 begins in both. An index of 99 gives 0.
        ref var first = ref MemoryMarshal.GetReference(pixels);
        var (low, high) = (Vector128.LoadUnsafe(ref first), Vector128.LoadUnsafe(ref first, 8));
        Write(
            Vector128.Shuffle(low, Vector128.Create(0, 3, 6, 9, 12, 15, 99, 99, 99, 99, 99, 99, 99, 99, 99, (byte)99))
            | Vector128.Shuffle(high, Vector128.Create(99, 99, 99, 99, 99, 99, 10, 13, 99, 99, 99, 99, 99, 99, 99, (byte)99)),
            in _red, red);
        Write(
            Vector128.Shuffle(low, Vector128.Create(1, 4, 7, 10, 13, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, (byte)99))
            | Vector128.Shuffle(high, Vector128.Create(99, 99, 99, 99, 99, 8, 11, 14, 99, 99, 99, 99, 99, 99, 99, (byte)99)),
            in _green, green);
        Write(
            Vector128.Shuffle(low, Vector128.Create(2, 5, 8, 11, 14, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, (byte)99))
            | Vector128.Shuffle(high, Vector128.Create(99, 99, 99, 99, 99, 9, 12, 15, 99, 99, 99, 99, 99, 99, 99, (byte)99)),
            in _blue, blue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(Vector128<byte> eight, in Channel channel, Span<float> target)
    {
        var wide = Vector256.WidenLower(Vector256.WidenLower(eight.ToVector256Unsafe())).AsInt32();
        var scaled = (Vector256.ConvertToSingle(wide) - channel.Offset) * channel.Factor / channel.Divisor;
        scaled.StoreUnsafe(ref MemoryMarshal.GetReference(target));
    }

    /// <summary>The numbers of a channel, eight times each.</summary>
    private readonly struct Channel(PixelScale scale, int channel)
    {
        public readonly Vector256<float> Offset = Vector256.Create(scale.Offsets[channel]);
        public readonly Vector256<float> Factor = Vector256.Create(scale.Factor);
        public readonly Vector256<float> Divisor = Vector256.Create(scale.Divisors[channel]);
    }
}
