using Agentic.Testing;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Qwen;

/// <summary>The model against the reference: positions exactly, logits within 1e-4, loss within 1e-5, gradients within 1e-4 of their norm.</summary>
public sealed class QwenFixturesTests
{
    private const double LogitTolerance = 1e-4;
    private const double LossTolerance = 1e-5;
    private const double GradientTolerance = 1e-4;

    public static IEnumerable<TheoryDataRow<string>> Forward() => ReferenceCases.Names(generate: false);

    public static IEnumerable<TheoryDataRow<string>> Generate() => ReferenceCases.Names(generate: true);

    [Theory]
    [MemberData(nameof(Forward))]
    public void A_pass_gives_the_values_of_the_reference(string name)
    {
        using var cases = new ReferenceCases();
        var settings = cases.Settings(name);
        using var scope = NewDisposeScope();
        var input = new ReferenceInput(cases, name);
        if (cases.Has(name, "position_ids"))
        {
            var expected = cases.Longs(name, "position_ids");
            Assert.Equal(expected.Where((_, at) => input.IsToken[at % input.IsToken.Length]), input.Positions.Where((_, at) => input.IsToken[at % input.IsToken.Length]));
        }

        var (images, videos, logits) = input.Forward();
        Compare(cases, name, "image_features", images);
        Compare(cases, name, "video_features", videos);
        var vocabulary = (int)logits.shape[2];
        var values = logits.detach().data<float>().ToArray();
        var wanted = cases.Floats(name, "logits");
        var chosen = cases.Longs(name, "logits_at");
        for (var index = 0; index < chosen.Length / 2; index++)
        {
            var at = (int)((chosen[2 * index] * input.Length) + chosen[(2 * index) + 1]);
            if (input.IsToken[at])
            {
                AssertClose($"logits {index}", wanted.AsSpan(index * vocabulary, vocabulary), values.AsSpan(at * vocabulary, vocabulary));
            }
        }

        if (!settings.TryGetProperty("loss", out var expectedLoss))
        {
            return;
        }

        long[] predicted = [.. Enumerable.Range(0, input.Ids.Length).Where(at => at % input.Length > 0 && input.IsToken[at] && input.IsToken[at - 1]).Select(at => (long)at)];
        var behind = logits.view(-1, vocabulary).index_select(0, tensor(predicted.Select(at => at - 1).ToArray()));
        var loss = nn.functional.cross_entropy(behind, tensor(predicted.Select(at => input.Ids[at]).ToArray()));
        Assert.Equal(expectedLoss.GetDouble(), loss.item<float>(), LossTolerance);
        if (settings.TryGetProperty("grad_norms", out var norms))
        {
            loss.backward();
            foreach (var entry in norms.EnumerateObject())
            {
                var (norm, expected) = (Norm(Gradient(cases, entry.Name)), entry.Value.GetDouble());
                Assert.True(Math.Abs(norm - expected) <= GradientTolerance * expected, $"{name}: ‖gradient of {entry.Name}‖ is {norm}, expected {expected}.");
            }

            foreach (var parameter in cases.Gradients(name))
            {
                var expected = cases.Floats(name, $"grad/{parameter}");
                var off = Norm([.. Gradient(cases, parameter).Zip(expected, (ours, theirs) => ours - theirs)]) / Norm(expected);
                Assert.True(off <= GradientTolerance, $"{name}: the gradient of {parameter} is off by {off} of its norm.");
            }
        }
    }

    /// <remarks>One pass over the finished sequence: if the best token behind every prefix is the next one, greedy choice walks the same way.</remarks>
    [Theory]
    [MemberData(nameof(Generate))]
    public void Greedy_choice_walks_the_way_of_the_reference(string name)
    {
        using var cases = new ReferenceCases();
        var penalty = cases.Settings(name).TryGetProperty("repetition_penalty", out var stored) ? stored.GetSingle() : 1;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var input = new ReferenceInput(cases, name, "sequences");
        var logits = input.Forward().Logits;
        var vocabulary = (int)logits.shape[2];
        var values = logits.data<float>().ToArray();
        var steps = cases.Floats(name, "step_logits");
        var made = input.Length - input.Prompt;
        for (var row = 0; row < input.Rows; row++)
        {
            for (var step = 0; step < made; step++)
            {
                var at = (row * input.Length) + input.Prompt + step - 1;
                var ours = values.AsSpan(at * vocabulary, vocabulary).ToArray();
                AssertClose($"row {row} step {step}", steps.AsSpan(((row * made) + step) * vocabulary, vocabulary), ours);
                foreach (var seen in Enumerable.Range(row * input.Length, input.Prompt + step).Where(place => input.IsToken[place]).Select(place => input.Ids[place]).Distinct())
                {
                    ours[seen] = ours[seen] > 0 ? ours[seen] / penalty : ours[seen] * penalty;
                }

                Assert.Equal(input.Ids[at + 1], Array.IndexOf(ours, ours.Max()));
            }
        }
    }

    private static void Compare(ReferenceCases cases, string name, string tensor, Tensor? actual)
    {
        if (cases.Has(name, tensor))
        {
            Assert.NotNull(actual);
            AssertClose(tensor, cases.Floats(name, tensor), actual.detach().data<float>().ToArray());
        }
    }

    private static void AssertClose(string what, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double worst = 0;
        for (var at = 0; at < expected.Length; at++)
        {
            var off = Math.Abs((double)expected[at] - actual[at]);
            worst = off <= worst ? worst : off; // keeps NaN
        }

        Assert.True(worst <= LogitTolerance, $"{what}: off by up to {worst}.");
    }

    private static float[] Gradient(ReferenceCases cases, string parameter) => cases.Model.Parameters[parameter].grad is { } gradient
        ? gradient.data<float>().ToArray()
        : throw new InvalidOperationException($"{parameter} has no gradient.");

    private static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
}
