namespace Agentic.VisionPolicy.Tests.Decoding;

public sealed unsafe class KeyAttentionTests
{
    [Fact]
    public void Two_keys_are_heard_by_the_exponentials_of_their_scores()
    {
        // Scores 0 and ln 3: shares 1/4 and 3/4, of values 8 and 4.
        float[] queries = [1, 0], keys = [0, 0, MathF.Log(3), 0], values = [8, 0, 4, 0], heard = new float[2];
        fixed (float* q = queries, k = keys, v = values, h = heard)
        {
            KeyAttention.Attend(q, 1, 2, k, v, 2, h);
        }

        Assert.Equal(5, heard[0], 1e-6);
        Assert.Equal(0, heard[1]);
    }

    [Theory]
    [InlineData(1, 32, 1)]
    [InlineData(2, 32, 17)]
    [InlineData(3, 44, 8)]
    [InlineData(4, 6, 30)]
    [InlineData(1, 128, 65)]
    public void Heads_hear_what_the_formula_says(int heads, int size, int count)
    {
        var (queries, heard) = (RowProductsTests.Numbers(1, heads * size), new float[heads * size]);
        var (keys, values) = (RowProductsTests.Numbers(2, count * size), RowProductsTests.Numbers(3, count * size));
        fixed (float* q = queries, k = keys, v = values, h = heard)
        {
            KeyAttention.Attend(q, heads, size, k, v, count, h);
        }

        for (var head = 0; head < heads; head++)
        {
            var weights = Enumerable.Range(0, count).Select(key =>
                Math.Exp(Enumerable.Range(0, size).Sum(at => (double)queries[(head * size) + at] * keys[(key * size) + at]))).ToArray();
            for (var at = 0; at < size; at++)
            {
                var expected = Enumerable.Range(0, count).Sum(key => weights[key] * values[(key * size) + at]) / weights.Sum();
                Assert.Equal(expected, heard[(head * size) + at], 2e-6);
            }
        }
    }
}
