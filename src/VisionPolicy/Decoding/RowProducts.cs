using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Agentic.VisionPolicy;

/// <summary>
/// Products of few rows with a matrix that is read once: y[r, n] = Σ x[r, k] · w[n, k]. A library's product of few rows repacks the
/// matrix and reaches a third of the memory's speed; its bits depend on the number of rows.
/// </summary>
/// <remarks>
/// Each sum runs over k in eight lanes, then over the lanes, then over the rest of k, whatever the number of rows and columns: a row's
/// bits do not depend on its company, nor on the machine.
/// </remarks>
internal static unsafe class RowProducts
{
    private const int Lanes = 8;
    private const int Columns = 4;
    private const int LineLength = 16; // numbers in a line of the processor's cache

    /// <summary>Computes some columns of a product.</summary>
    /// <param name="x">Rows, one behind the other at <paramref name="xStride"/>.</param>
    /// <param name="xStride">Numbers from one row to the next.</param>
    /// <param name="rows">How many.</param>
    /// <param name="width">Numbers in a row, and in a row of the matrix.</param>
    /// <param name="w">The matrix' first row that is wanted.</param>
    /// <param name="wStride">Numbers from one of its rows to the next.</param>
    /// <param name="count">Rows of the matrix: columns of the result.</param>
    /// <param name="y">Receives the result.</param>
    /// <param name="yStride">Numbers from one row of the result to the next.</param>
    /// <param name="addend">Added to the result, of the same columns; null for nothing. May be the result itself.</param>
    /// <param name="addendStride">Numbers from one row of the addend to the next; 0 for one row for all.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(
        float* x, nint xStride, int rows, int width, float* w, nint wStride, int count, float* y, nint yStride, float* addend = null, nint addendStride = 0)
    {
        for (var column = 0; column < count; column += Columns)
        {
            // Missing columns repeat the last one; what comes of them is not stored.
            var last = count - 1 - column;
            var w0 = w + (column * wStride);
            var w1 = w0 + (Math.Min(1, last) * wStride);
            var w2 = w0 + (Math.Min(2, last) * wStride);
            var w3 = w0 + (Math.Min(3, last) * wStride);
            var row = 0;
            // While a block of columns is worked on, the next comes from memory, a part of it with each three rows.
            var ahead = w0 + (Columns * wStride);
            var blocks = Math.Max(1, rows / 3);
            nint step = Columns * Lanes / blocks;
            for (; row + 3 <= rows; row += 3)
            {
                var x0 = x + (row * xStride);
                Three(x0, x0 + xStride, x0 + (2 * xStride), w0, w1, w2, w3, width, ahead, step, out var y0, out var y1, out var y2);
                Store(y0, row, column, last, y, yStride, addend, addendStride);
                Store(y1, row + 1, column, last, y, yStride, addend, addendStride);
                Store(y2, row + 2, column, last, y, yStride, addend, addendStride);
                ahead += (nint)width / Lanes * step;
            }

            if (row + 2 == rows)
            {
                var x0 = x + (row * xStride);
                Two(x0, x0 + xStride, w0, w1, w2, w3, width, out var y0, out var y1);
                Store(y0, row, column, last, y, yStride, addend, addendStride);
                Store(y1, row + 1, column, last, y, yStride, addend, addendStride);
            }
            else if (row < rows)
            {
                Store(One(x + (row * xStride), w0, w1, w2, w3, width), row, column, last, y, yStride, addend, addendStride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Three(
        float* x0, float* x1, float* x2, float* w0, float* w1, float* w2, float* w3, int width, float* ahead, nint step,
        out Vector128<float> y0, out Vector128<float> y1, out Vector128<float> y2)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
        Vector256<float> c0 = default, c1 = default, c2 = default, c3 = default;
        nint k = 0;
        for (nint end = width - Lanes; k <= end; k += Lanes)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(ahead);
                Sse.Prefetch0(ahead + LineLength);
            }

            ahead += step;
            var (a, b, c) = (Vector256.Load(x0 + k), Vector256.Load(x1 + k), Vector256.Load(x2 + k));
            var v = Vector256.Load(w0 + k);
            a0 = Vector256.FusedMultiplyAdd(a, v, a0);
            b0 = Vector256.FusedMultiplyAdd(b, v, b0);
            c0 = Vector256.FusedMultiplyAdd(c, v, c0);
            v = Vector256.Load(w1 + k);
            a1 = Vector256.FusedMultiplyAdd(a, v, a1);
            b1 = Vector256.FusedMultiplyAdd(b, v, b1);
            c1 = Vector256.FusedMultiplyAdd(c, v, c1);
            v = Vector256.Load(w2 + k);
            a2 = Vector256.FusedMultiplyAdd(a, v, a2);
            b2 = Vector256.FusedMultiplyAdd(b, v, b2);
            c2 = Vector256.FusedMultiplyAdd(c, v, c2);
            v = Vector256.Load(w3 + k);
            a3 = Vector256.FusedMultiplyAdd(a, v, a3);
            b3 = Vector256.FusedMultiplyAdd(b, v, b3);
            c3 = Vector256.FusedMultiplyAdd(c, v, c3);
        }

        (y0, y1, y2) = (Sum(a0, a1, a2, a3), Sum(b0, b1, b2, b3), Sum(c0, c1, c2, c3));
        for (; k < width; k++)
        {
            var v = Vector128.Create(w0[k], w1[k], w2[k], w3[k]);
            y0 = Vector128.FusedMultiplyAdd(Vector128.Create(x0[k]), v, y0);
            y1 = Vector128.FusedMultiplyAdd(Vector128.Create(x1[k]), v, y1);
            y2 = Vector128.FusedMultiplyAdd(Vector128.Create(x2[k]), v, y2);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Two(
        float* x0, float* x1, float* w0, float* w1, float* w2, float* w3, int width, out Vector128<float> y0, out Vector128<float> y1)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector256<float> b0 = default, b1 = default, b2 = default, b3 = default;
        nint k = 0;
        for (nint end = width - Lanes; k <= end; k += Lanes)
        {
            var (a, b) = (Vector256.Load(x0 + k), Vector256.Load(x1 + k));
            var v = Vector256.Load(w0 + k);
            a0 = Vector256.FusedMultiplyAdd(a, v, a0);
            b0 = Vector256.FusedMultiplyAdd(b, v, b0);
            v = Vector256.Load(w1 + k);
            a1 = Vector256.FusedMultiplyAdd(a, v, a1);
            b1 = Vector256.FusedMultiplyAdd(b, v, b1);
            v = Vector256.Load(w2 + k);
            a2 = Vector256.FusedMultiplyAdd(a, v, a2);
            b2 = Vector256.FusedMultiplyAdd(b, v, b2);
            v = Vector256.Load(w3 + k);
            a3 = Vector256.FusedMultiplyAdd(a, v, a3);
            b3 = Vector256.FusedMultiplyAdd(b, v, b3);
        }

        (y0, y1) = (Sum(a0, a1, a2, a3), Sum(b0, b1, b2, b3));
        for (; k < width; k++)
        {
            var v = Vector128.Create(w0[k], w1[k], w2[k], w3[k]);
            y0 = Vector128.FusedMultiplyAdd(Vector128.Create(x0[k]), v, y0);
            y1 = Vector128.FusedMultiplyAdd(Vector128.Create(x1[k]), v, y1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> One(float* x, float* w0, float* w1, float* w2, float* w3, int width)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        nint k = 0;
        for (nint end = width - Lanes; k <= end; k += Lanes)
        {
            var a = Vector256.Load(x + k);
            a0 = Vector256.FusedMultiplyAdd(a, Vector256.Load(w0 + k), a0);
            a1 = Vector256.FusedMultiplyAdd(a, Vector256.Load(w1 + k), a1);
            a2 = Vector256.FusedMultiplyAdd(a, Vector256.Load(w2 + k), a2);
            a3 = Vector256.FusedMultiplyAdd(a, Vector256.Load(w3 + k), a3);
        }

        var y = Sum(a0, a1, a2, a3);
        for (; k < width; k++)
        {
            y = Vector128.FusedMultiplyAdd(Vector128.Create(x[k]), Vector128.Create(w0[k], w1[k], w2[k], w3[k]), y);
        }

        return y;
    }

    // The lanes of each, in pairs, pairs of pairs, halves.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Sum(Vector256<float> a0, Vector256<float> a1, Vector256<float> a2, Vector256<float> a3)
    {
        var pairs = Avx.HorizontalAdd(Avx.HorizontalAdd(a0, a1), Avx.HorizontalAdd(a2, a3));
        return pairs.GetLower() + pairs.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector128<float> values, int row, int column, int last, float* y, nint yStride, float* addend, nint addendStride)
    {
        var target = y + (row * yStride) + column;
        var added = addend + (row * addendStride) + column;
        if (last >= Columns - 1)
        {
            (addend is null ? values : values + Vector128.Load(added)).Store(target);
            return;
        }

        for (var at = 0; at <= last; at++)
        {
            target[at] = addend is null ? values[at] : values[at] + added[at];
        }
    }
}
