using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Decoding;

public sealed unsafe class RowProductsTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 5, 7)]
    [InlineData(3, 8, 8)]
    [InlineData(7, 19, 30)]
    [InlineData(8, 6, 129)]
    public void A_product_is_the_sum_over_k_and_a_rows_bits_do_not_depend_on_its_company(int rows, int columns, int width)
    {
        var (x, w, bias) = (Numbers(1, rows * width), Numbers(2, columns * width), Numbers(3, columns));
        var together = Multiply(x, rows, w, columns, width, bias);
        for (var row = 0; row < rows; row++)
        {
            Assert.Equal(Multiply(x[(row * width)..((row + 1) * width)], 1, w, columns, width, bias), together[(row * columns)..((row + 1) * columns)]);
            for (var column = 0; column < columns; column++)
            {
                var expected = (double)bias[column];
                for (var k = 0; k < width; k++)
                {
                    expected += (double)x[(row * width) + k] * w[(column * width) + k];
                }

                Assert.Equal(expected, together[(row * columns) + column], 1e-5 * width);
            }
        }
    }

    [Fact]
    public void A_columns_bits_do_not_depend_on_where_a_product_is_cut()
    {
        const int Rows = 4, Columns = 11, Width = 37;
        var (x, w, bias) = (Numbers(4, Rows * Width), Numbers(5, Columns * Width), Numbers(6, Columns));
        var whole = Multiply(x, Rows, w, Columns, Width, bias);
        var (left, right) = (Multiply(x, Rows, w[..(6 * Width)], 6, Width, bias[..6]), Multiply(x, Rows, w[(6 * Width)..], 5, Width, bias[6..]));
        for (var row = 0; row < Rows; row++)
        {
            Assert.Equal([.. left[(row * 6)..((row + 1) * 6)], .. right[(row * 5)..((row + 1) * 5)]], whole[(row * Columns)..((row + 1) * Columns)]);
        }
    }

    [Fact]
    public void The_result_may_be_added_to_what_is_there()
    {
        float[] x = [1, 2, 3, 4], w = [1, 0, 0, 1], y = [10, 20, 30, 40];
        fixed (float* xs = x, ws = w, ys = y)
        {
            RowProducts.Multiply(xs, 2, 2, 2, ws, 2, 2, ys, 2, ys, 2);
        }

        Assert.Equal([11f, 22f, 33f, 44f], y);
    }

    internal static float[] Numbers(ulong seed, int count)
    {
        var random = RandomKey.FromSeed(seed).Stream();
        return [.. Enumerable.Range(0, count).Select(_ => (float)((2 * random.NextDouble()) - 1))];
    }

    private static float[] Multiply(float[] x, int rows, float[] w, int columns, int width, float[] bias)
    {
        var y = new float[rows * columns];
        fixed (float* xs = x, ws = w, ys = y, bs = bias)
        {
            RowProducts.Multiply(xs, width, rows, width, ws, width, columns, ys, columns, bs);
        }

        return y;
    }
}
