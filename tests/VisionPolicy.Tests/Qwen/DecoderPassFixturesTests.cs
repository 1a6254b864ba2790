using Agentic.Testing;
using Xunit;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Qwen;

/// <summary>Layers that are computed again on the way back, in each family: the same states to the bit, the same gradients within 1e-6 of their norm.</summary>
public sealed class DecoderPassFixturesTests
{
    public static IEnumerable<TheoryDataRow<string>> Folders => HubFixtures.FolderRows();

    [Theory]
    [MemberData(nameof(Folders))]
    [NoTensorLeaks]
    public void Layers_computed_again_give_the_states_and_gradients_of_layers_kept(string folder)
    {
        using var policy = QwenPolicy.Load(FixtureFolder.Require(folder));
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var (rows, length, width) = (2, 9, policy.Config.Text.HiddenSize);
        var embeds = randn([rows, length, (1 + policy.Config.DeepstackLevels) * (long)width], generator: generator);
        var positions = tensor(Enumerable.Range(0, length).Select(place => (long)place).ToArray()).view(1, 1, length).expand(3, rows, length).contiguous();
        var at = tensor(new long[] { 4, 8, 2, 7 }, rows, 2);
        var weights = randn([rows, 2, width], generator: generator);

        var (kept, keptGradients) = Pass(policy, embeds, positions, at, weights, recompute: false);
        var (again, againGradients) = Pass(policy, embeds, positions, at, weights, recompute: true);

        Assert.Equal(kept, again);
        Assert.Equal(keptGradients.Keys, againGradients.Keys);
        foreach (var (name, expected) in keptGradients)
        {
            var distance = Math.Sqrt(expected.Zip(againGradients[name]).Sum(pair => Math.Pow(pair.First - (double)pair.Second, 2)));
            var size = Math.Sqrt(expected.Sum(value => (double)value * value));
            Assert.True(size > 0 && distance <= 1e-6 * size, $"{name}: off by {distance} of {size}");
        }
    }

    private static (float[] States, SortedDictionary<string, float[]> Gradients) Pass(
        QwenPolicy policy, Tensor embeds, Tensor positions, Tensor at, Tensor weights, bool recompute)
    {
        using var scope = NewDisposeScope();
        foreach (var (_, parameter) in policy.Trained)
        {
            using var old = parameter.grad;
            if (old is not null)
            {
                parameter.grad = null;
            }
        }

        var input = embeds.clone().requires_grad_();
        using var pass = DecoderPass.Run(policy.Model, input, positions, at, recompute);
        pass.Hidden_BRH.Times(weights).sum().backward();
        pass.Continue();
        var gradients = new SortedDictionary<string, float[]>(StringComparer.Ordinal) { ["(embeds)"] = input.grad!.data<float>().ToArray() };
        foreach (var (name, parameter) in policy.Trained)
        {
            if (parameter.grad is { } gradient)
            {
                gradients[name] = gradient.data<float>().ToArray();
            }
        }

        return (pass.Hidden_BRH.detach().data<float>().ToArray(), gradients);
    }
}
