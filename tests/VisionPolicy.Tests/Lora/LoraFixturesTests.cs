using Agentic.Testing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Lora;

/// <summary>Adapters against PEFT: logits within 1e-4, merged within 5e-5, loss within 1e-5, gradients within 1e-4 of their norm.</summary>
public sealed class LoraFixturesTests
{
    private const double LogitTolerance = 1e-4;
    private const double MergedTolerance = 5e-5;
    private const double LossTolerance = 1e-5;
    private const double GradientTolerance = 1e-4;

    public static IEnumerable<TheoryDataRow<string, string>> Cases() => LoraCases.All();

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_adapted_pass_and_its_gradients_are_those_of_the_reference(string folder, string name)
    {
        using var cases = LoraCases.Open(folder, name);
        using var scope = NewDisposeScope();
        using (no_grad())
        {
            AssertWithin(LogitTolerance, "base logits", cases.AtStored(name, cases.Logits(name), "base_logits"));
        }

        cases.Weights.Adapt(PeftFolder.Read(LoraCases.Folder(folder), cases.Model.Parameters.Layout));
        var logits = cases.Logits(name);
        AssertWithin(LogitTolerance, "adapted logits", cases.AtStored(name, logits));

        var (loss, settings) = (cases.Loss(name, logits), cases.Cases.Settings(name));
        Assert.Equal(settings.GetProperty("loss").GetDouble(), loss.item<float>(), LossTolerance);
        var parameters = cases.Weights.Adapter!.Parameters.ToDictionary(part => part.Name, part => part.Parameter);
        Assert.Equal(settings.GetProperty("trainable").GetInt64(), parameters.Values.Sum(parameter => parameter.numel()));
        loss.backward();
        var stored = cases.Cases.Starting(name, "grad/").ToList();
        Assert.NotEmpty(stored);
        foreach (var key in stored)
        {
            var expected = cases.Cases.Floats(name, $"grad/{key}");
            var actual = parameters[key].grad!.data<float>().ToArray();
            var off = Norm([.. actual.Zip(expected, (ours, theirs) => ours - theirs)]) / Norm(expected);
            Assert.True(off <= GradientTolerance, $"The gradient of {key} is off by {off} of its norm.");
        }

        Assert.All(cases.Model.Parameters.All, entry => Assert.Null(entry.Parameter.grad));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_merged_folder_computes_what_the_adapter_does(string folder, string name)
    {
        using var adapted = LoraCases.Open(folder, name);
        using var target = new TemporaryFolder();
        HubRewrite.Merge(FixtureFolder.Require(LoraCases.Model(folder, name)), LoraCases.Folder(folder), target.File("merged"), SafetensorsDtype.F32);
        using var merged = LoraCases.OpenAt(target.File("merged"), folder);
        adapted.Weights.Adapt(PeftFolder.Read(LoraCases.Folder(folder), adapted.Model.Parameters.Layout));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var logits = merged.Logits(name);
        AssertWithin(MergedTolerance, "merged logits", merged.AtStored(name, logits, "merged_logits"));

        // The same sum in the same type: not merely close.
        Assert.Equal(adapted.Logits(name).data<float>().ToArray(), logits.data<float>().ToArray());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_saved_adapter_reads_back_to_the_same_bits(string folder, string name)
    {
        using var cases = LoraCases.Open(folder, name);
        using var adapter = PeftFolder.Read(LoraCases.Folder(folder), cases.Model.Parameters.Layout);
        using var target = new TemporaryFolder();
        PeftFolder.Write(target.Path, adapter);
        using var again = PeftFolder.Read(target.Path, cases.Model.Parameters.Layout);

        using var theirs = SafetensorsFile.Open(Path.Combine(LoraCases.Folder(folder), PeftFolder.WeightsName));
        using var ours = SafetensorsFile.Open(target.File(PeftFolder.WeightsName));
        Assert.Equal(theirs.Tensors.Keys.Order(StringComparer.Ordinal), ours.Tensors.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, parameter) in again.Parameters)
        {
            Assert.Equal(theirs.ReadFloats(key), parameter.data<float>().ToArray());
        }

        Assert.Equal(adapter.Config with { TargetModules = [] }, again.Config with { TargetModules = [], TargetsAreComplete = adapter.Config.TargetsAreComplete });
        Assert.Equal(adapter.Config.TargetModules.ToArray(), again.Config.TargetModules.ToArray());
    }

    private static void AssertWithin(double tolerance, string what, IEnumerable<(float[] Ours, float[] Theirs)> rows)
    {
        var worst = 0.0;
        foreach (var (ours, theirs) in rows)
        {
            for (var at = 0; at < theirs.Length; at++)
            {
                var off = Math.Abs((double)ours[at] - theirs[at]);
                worst = off <= worst ? worst : off; // keeps NaN
            }
        }

        Assert.True(worst <= tolerance, $"{what}: off by up to {worst}.");
    }

    private static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
}
