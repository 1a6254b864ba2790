using static TorchSharp.torch;

namespace Agentic.Training.Tests.Objectives;

/// <summary>Compares with a tolerance relative to the largest expected number, as the reference values ask for.</summary>
internal static class Near
{
    public const double Tolerance = 1e-5;

    public static void Equal(double[] expected, double[] actual, string what, double tolerance = Tolerance)
    {
        Assert.True(expected.Length == actual.Length, $"{what}: expected {expected.Length} numbers but got {actual.Length}.");
        var scale = expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty(0).Max();
        for (var i = 0; i < expected.Length; i++)
        {
            var isSame = expected[i].Equals(actual[i]) || Math.Abs(expected[i] - actual[i]) <= (tolerance * scale) + 1e-12;
            Assert.True(isSame, $"{what}[{i}]: expected {expected[i]:R} but got {actual[i]:R} (largest {scale:R}).");
        }
    }

    public static void Equal(double[] expected, Tensor actual, string what, double tolerance = Tolerance) =>
        Equal(expected, Numbers(actual), what, tolerance);

    public static double[] Numbers(Tensor values)
    {
        using var wide = values.detach().to(ScalarType.Float64).contiguous().cpu();
        return wide.data<double>().ToArray();
    }
}
