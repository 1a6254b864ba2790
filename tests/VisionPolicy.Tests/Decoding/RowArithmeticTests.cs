namespace Agentic.VisionPolicy.Tests.Decoding;

public sealed unsafe class RowArithmeticTests
{
    [Fact]
    public void A_norm_divides_by_the_root_of_the_mean_square()
    {
        // Nine numbers, one more than there are lanes: mean square (9 · 4) / 9 = 4, with ε = 5 a root of 3.
        float[] x = [2, -2, 2, -2, 2, -2, 2, -2, 2], weight = [3, 3, 3, 3, 3, 3, 3, 6, 6], y = new float[9];
        fixed (float* xs = x, ws = weight, ys = y)
        {
            RowArithmetic.Norm(xs, 9, 5, ws, ys);
            RowArithmetic.Norm(xs, 9, 5, null, xs);
        }

        Assert.All(y.Zip([2f, -2f, 2f, -2f, 2f, -2f, 2f, -4f, 4f]), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
        Assert.Equal(2f / 3, x[8], 1e-7f);
    }

    [Fact]
    public void A_quarter_turn_swaps_the_halves_of_a_head()
    {
        float[] head = [1, 2, 3, 4], turn = [0, 1, 1, 0];
        fixed (float* h = head, t = turn)
        {
            // The first pair turns by 90°: (1, 3) becomes (−3, 1); the second stays.
            RowArithmetic.Turn(h, 4, t);
        }

        Assert.Equal([-3f, 2f, 1f, 4f], head);
    }

    [Fact]
    public void Angles_are_cosines_and_then_sines_of_position_times_frequency()
    {
        var turn = new float[4];
        fixed (float* t = turn)
        {
            RowArithmetic.Angles(3, [0.5f, 0.1f], t);
        }

        Assert.All(turn.Zip([Math.Cos(1.5), Math.Cos(0.3), Math.Sin(1.5), Math.Sin(0.3)]), pair => Assert.Equal(pair.Second, pair.First, 1e-6));
    }

    [Fact]
    public void A_gate_lets_through_x_times_its_sigmoid()
    {
        float[] gate = [-100, -3, -0.5f, 0, 0.5f, 3, 100, 1, 2], up = [1, 2, 3, 4, 5, 6, 7, 8, -1];
        var expected = gate.Zip(up, (g, u) => g / (1 + Math.Exp(-g)) * u).ToArray();
        fixed (float* g = gate, u = up)
        {
            RowArithmetic.Activate(g, u, gate.Length);
        }

        Assert.All(gate.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-6 * Math.Max(1, Math.Abs(pair.Second))));
    }
}
