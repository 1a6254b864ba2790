using System.Diagnostics;
using Agentic.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Tensors;

[NoTensorLeaks]
public sealed class TensorOpsTests
{
    public TensorOpsTests() => TorchRuntime.Load();

    [Fact]
    public void Arithmetic_gives_what_the_names_say()
    {
        using var scope = NewDisposeScope();
        var a = tensor([6f, -4f]);
        var b = tensor([2f, 8f]);
        Assert.Equal([8f, 4f], Values(a.Plus(b)));
        Assert.Equal([7f, -12f + 9f], Values(a.Plus(1)));
        Assert.Equal([7f, 0f], Values(a.Plus(b, 0.5)));
        Assert.Equal([4f, -12f], Values(a.Minus(b)));
        Assert.Equal([5f, -5f], Values(a.Minus(1)));
        Assert.Equal([-5f, 5f], Values(a.SubtractedFrom(1)));
        Assert.Equal([12f, -32f], Values(a.Times(b)));
        Assert.Equal([3f, -2f], Values(a.Times(0.5)));
        Assert.Equal([3f, -0.5f], Values(a.Over(b)));
        Assert.Equal([3f, -2f], Values(a.Over(2)));
        Assert.Equal([-6f, 4f], Values(a.Negated()));
        Assert.Equal([36f, 16f], Values(a.Squared()));
        Assert.Equal([5f, -4f], Values(a.ClampedTo(null, 5)));
        Assert.Equal([6f, 0f], Values(a.ClampedTo(0, null)));
        Assert.Equal([6f, -9f], Values(a.FilledWhere(tensor([false, true]), -9)));
        Assert.Equal([1.5f, 1.5f], Values(Fill.Of(1.5, [2])));
        Assert.Equal([10f, 12f], Values(a.Add_(b, 2)));
        Assert.Equal([5f, 6f], Values(a.Times_(0.5)));
    }

    [Fact]
    public void A_wrong_shape_is_refused_with_the_name_and_both_shapes()
    {
        using var oldLogProbs_BT = zeros(2, 4);
        var error = Assert.Throws<ArgumentException>(() => Shape.Require(oldLogProbs_BT, [2, 3]));
        Assert.StartsWith("oldLogProbs_BT must have shape [2, 3] but has [2, 4].", error.Message, StringComparison.Ordinal);
        Shape.Require(oldLogProbs_BT, [-1, 4]);
    }

    [Fact]
    public void More_scalars_than_the_cache_holds_still_carry_their_values()
    {
        for (var i = 0; i < 10_000; i++)
        {
            Assert.Equal(i + 0.25, Scalars.Of(i + 0.25).ToDouble());
        }
    }

    [Fact]
    public void Arithmetic_survives_collections_on_another_thread()
    {
        using var stop = new CancellationTokenSource();
        var pressure = new Thread(() =>
        {
            var kept = new byte[64][];
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                kept[i % kept.Length] = new byte[200_000];
            }
        });
        pressure.Start();
        try
        {
            using var one = ones(4);
            var watch = Stopwatch.StartNew();
            for (var i = 0L; watch.ElapsedMilliseconds < 2500; i++)
            {
                using var sum = one.Plus(one);
                using var scaled = sum.Times(i % 7);
                using var shifted = scaled.Minus(i % 5);
                using var bounded = shifted.ClampedTo(-3, 9);
                Assert.Equal(Math.Clamp((2f * (i % 7)) - (i % 5), -3f, 9f), bounded.data<float>()[3]);
            }
        }
        finally
        {
            stop.Cancel();
            pressure.Join();
        }
    }

    private static float[] Values(Tensor tensor) => tensor.data<float>().ToArray();
}
