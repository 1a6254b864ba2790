using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Agentic.VisionPolicy;

/// <summary>Antialiased bicubic resizing of 8-bit RGB pictures, in the integer arithmetic of PyTorch or of Pillow.</summary>
/// <remarks>
/// Separable: rows first, rounded to bytes, then columns; Pillow takes columns first where a picture gets wider and lower. A direction
/// whose size does not change is left alone. Sums of integers, so the vector width changes no bit.
/// </remarks>
public static class BicubicResize
{
    /// <summary>Resizes interleaved RGB bytes.</summary>
    /// <param name="rgb">sourceWidth × sourceHeight × 3 bytes.</param>
    /// <param name="sourceWidth">In pixels.</param>
    /// <param name="sourceHeight">In pixels.</param>
    /// <param name="width">Wanted, in pixels.</param>
    /// <param name="height">Wanted, in pixels.</param>
    /// <param name="arithmetic">Whose rounding to follow.</param>
    /// <returns>width × height × 3 bytes: the source array itself when nothing changes.</returns>
    /// <exception cref="PictureSizeException">Either size is empty or beyond <see cref="PictureLimits.MaxPixels"/>.</exception>
    /// <exception cref="ArgumentException">The buffer is not of the source's size.</exception>
    public static byte[] Resize(byte[] rgb, int sourceWidth, int sourceHeight, int width, int height, ResizeArithmetic arithmetic = ResizeArithmetic.Torch)
    {
        PictureLimits.Require("a picture", sourceWidth, sourceHeight);
        PictureLimits.Require("a resized picture", width, height);
        var columnsFirst = arithmetic == ResizeArithmetic.Pillow && width > sourceWidth && height < sourceHeight;
        PictureLimits.Require("a picture between its two resizing steps", columnsFirst ? sourceWidth : width, columnsFirst ? height : sourceHeight);
        if (rgb.Length != sourceWidth * sourceHeight * 3)
        {
            throw new ArgumentException($"A {sourceWidth}×{sourceHeight} RGB picture has {sourceWidth * sourceHeight * 3} bytes, but {rgb.Length} came.", nameof(rgb));
        }

        return columnsFirst
            ? Rows(Columns(rgb, sourceWidth, sourceHeight, height, arithmetic), sourceWidth, height, width, arithmetic)
            : Columns(Rows(rgb, sourceWidth, sourceHeight, width, arithmetic), width, sourceHeight, height, arithmetic);
    }

    private static byte[] Rows(byte[] rgb, int sourceWidth, int rows, int width, ResizeArithmetic arithmetic)
    {
        if (width == sourceWidth)
        {
            return rgb;
        }

        var taps = BicubicTaps.Of(sourceWidth, width, arithmetic);
        var result = new byte[width * rows * 3];
        // Weights that are zero are read too, and a vector is longer than a pixel: neither may reach beyond the buffer.
        var padded = new byte[((sourceWidth + taps.Stride) * 3) + Vector128<byte>.Count];
        for (var row = 0; row < rows; row++)
        {
            rgb.AsSpan(row * sourceWidth * 3, sourceWidth * 3).CopyTo(padded);
            Row(padded, result.AsSpan(row * width * 3, width * 3), taps);
        }

        return result;
    }

    // A pixel is a vector of red, green, blue and a fourth number that nobody reads.
    private static void Row(ReadOnlySpan<byte> source, Span<byte> target, BicubicTaps taps)
    {
        ref var pixels = ref MemoryMarshal.GetReference(source);
        var half = Vector128.Create(1 << (taps.Precision - 1));
        var firsts = taps.Firsts;
        for (var x = 0; x < firsts.Length; x++)
        {
            var sum = half;
            ref var at = ref Unsafe.Add(ref pixels, firsts[x] * 3);
            var weights = taps.Weights.AsSpan(x * taps.Stride, taps.Stride);
            for (; weights.Length >= 4; weights = weights[4..])
            {
                var four = Vector128.LoadUnsafe(ref at);
                sum += Vector128.Shuffle(four, Vector128.Create(0, 99, 99, 99, 1, 99, 99, 99, 2, 99, 99, 99, 3, 99, 99, (byte)99)).AsInt32() * weights[0];
                sum += Vector128.Shuffle(four, Vector128.Create(3, 99, 99, 99, 4, 99, 99, 99, 5, 99, 99, 99, 6, 99, 99, (byte)99)).AsInt32() * weights[1];
                sum += Vector128.Shuffle(four, Vector128.Create(6, 99, 99, 99, 7, 99, 99, 99, 8, 99, 99, 99, 9, 99, 99, (byte)99)).AsInt32() * weights[2];
                sum += Vector128.Shuffle(four, Vector128.Create(9, 99, 99, 99, 10, 99, 99, 99, 11, 99, 99, 99, 12, 99, 99, (byte)99)).AsInt32() * weights[3];
                at = ref Unsafe.Add(ref at, 12);
            }

            var pixel = Vector128.Min(Vector128.Max(sum >> taps.Precision, Vector128<int>.Zero), Vector128.Create(255));
            var to = target.Slice(x * 3, 3);
            (to[0], to[1], to[2]) = ((byte)pixel[0], (byte)pixel[1], (byte)pixel[2]);
        }
    }

    private static byte[] Columns(byte[] rgb, int width, int sourceHeight, int height, ResizeArithmetic arithmetic)
    {
        if (height == sourceHeight)
        {
            return rgb;
        }

        var taps = BicubicTaps.Of(sourceHeight, height, arithmetic);
        var rowBytes = width * 3;
        var result = new byte[rowBytes * height];
        for (var y = 0; y < height; y++)
        {
            var first = taps.Firsts[y];
            // The zeros at the end of the weights have no rows to go with.
            var weights = taps.Weights.AsSpan(y * taps.Stride, Math.Min(taps.Stride, sourceHeight - first));
            Column(rgb.AsSpan(first * rowBytes, weights.Length * rowBytes), result.AsSpan(y * rowBytes, rowBytes), weights, taps.Precision);
        }

        return result;
    }

    private static void Column(ReadOnlySpan<byte> source, Span<byte> target, ReadOnlySpan<int> weights, int precision)
    {
        var half = 1 << (precision - 1);
        var x = 0;
        for (; target.Length >= Vector256<int>.Count && x < target.Length; x += Vector256<int>.Count)
        {
            // The last vector starts early and writes some bytes a second time, alike.
            x = Math.Min(x, target.Length - Vector256<int>.Count);
            var sum = Vector256.Create(half);
            for (var i = 0; i < weights.Length; i++)
            {
                var eight = BitConverter.ToUInt64(source.Slice((i * target.Length) + x, sizeof(ulong)));
                sum += Vector256.WidenLower(Vector256.WidenLower(Vector256.CreateScalarUnsafe(eight).AsByte())).AsInt32() * weights[i];
            }

            var clamped = Vector256.Min(Vector256.Max(sum >> precision, Vector256<int>.Zero), Vector256.Create(255));
            var shorts = Vector128.Narrow(clamped.GetLower(), clamped.GetUpper()).AsUInt16();
            BitConverter.TryWriteBytes(target.Slice(x, sizeof(ulong)), Vector128.Narrow(shorts, shorts).AsUInt64()[0]);
        }

        for (; x < target.Length; x++)
        {
            var sum = half;
            for (var i = 0; i < weights.Length; i++)
            {
                sum += source[(i * target.Length) + x] * weights[i];
            }

            target[x] = (byte)Math.Clamp(sum >> precision, 0, 255);
        }
    }
}
