using Agentic.Testing;
using Agentic.VisionPolicy.Tests.Qwen;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Weights;

/// <summary>bfloat16 layers over float32 masters, against the float32 reference: at most 5 %, on average 0.5 % of the range of the logits.</summary>
public sealed class HalfPrecisionFixturesTests
{
    private const double Largest = 5e-2;
    private const double Mean = 5e-3;

    public static IEnumerable<TheoryDataRow<string, string>> Cases() =>
        HubFixtures.CaseRows().Where(row => !row.Data.Item2.StartsWith("generate_", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_pass_stays_near_the_reference_and_gradients_reach_the_masters(string model, string name)
    {
        using var cases = new CaseModel(FixtureFolder.Require(model), FixtureFolder.Require(model, "cases"), ComputeType.BFloat16);
        Assert.SkipUnless(cases.Cases.HasCase(name), $"The case {name} is missing in {model}/cases.");
        using var scope = NewDisposeScope();
        var logits = cases.Logits(name);
        Assert.Equal(ScalarType.Float32, logits.dtype);

        var rows = cases.AtStored(name, logits).ToList();
        var range = (double)rows.Max(row => row.Theirs.Max()) - rows.Min(row => row.Theirs.Min());
        var off = rows.SelectMany(row => row.Ours.Zip(row.Theirs, (ours, theirs) => Math.Abs((double)ours - theirs))).ToList();
        Assert.True(off.Max() <= Largest * range, $"off by up to {off.Max() / range} of the range.");
        Assert.True(off.Average() <= Mean * range, $"off by {off.Average() / range} of the range on average.");
        // Exactly equal would mean that nothing was rounded.
        Assert.True(off.Max() > 1e-6 * range, "The pass was not computed in bfloat16.");

        cases.Loss(name, logits).backward();
        foreach (var gradient in cases.Model.Parameters.All.Select(entry => entry.Parameter.grad).OfType<Tensor>())
        {
            Assert.Equal(ScalarType.Float32, gradient.dtype);
        }

        Assert.NotNull(cases.Weights.Masters[cases.Weights.Masters.Names.Layer(0, "mlp.down_proj.weight")].grad);
    }
}
