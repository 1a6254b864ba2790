using Agentic.Testing;
using Agentic.Training.Learning;
using Agentic.Training.Objectives;
using Agentic.Training.Tests.Objectives;
using Agentic.VisionPolicy;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Learning;

[NoTensorLeaks]
public sealed class TokenScoresTests
{
    private const int Positions = 37;
    private const int Width = 24;
    private const int Vocabulary = 53;

    // The whole against 4, 13 and 37 chunks of logits, the last ones of single rows. The loss is Σ a·log π + Σ b·entropy with random a and b.
    // With three masks, position n cannot say ids up to n mod 3.
    [Theory]
    [InlineData(long.MaxValue, 1.0, true, 1)]
    [InlineData(10 * 4 * Vocabulary, 1.0, false, 1)]
    [InlineData(10 * 4 * Vocabulary, 0.7, true, 1)]
    [InlineData(3 * 4 * Vocabulary, 1.3, true, 1)]
    [InlineData(1, 1.0, true, 1)]
    [InlineData(long.MaxValue, 1.0, true, 3)]
    [InlineData(10 * 4 * Vocabulary, 0.7, true, 3)]
    public void Chunks_give_the_values_and_gradients_of_the_whole(long logitBytes, double temperature, bool withEntropies, int masks)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(11);
        var (hidden, head) = (randn([Positions, Width], generator: generator), randn([Vocabulary, Width], generator: generator));
        var targets = randint(3, Vocabulary, [Positions], ScalarType.Int64, generator: generator);
        var (a, b) = (randn([Positions], generator: generator), randn([Positions], generator: generator));
        var unsaid = tensor(Enumerable.Range(0, Vocabulary).Select(id => id < 1 ? float.NegativeInfinity : 0).ToArray());
        var refused = tensor(Enumerable.Range(0, masks * Vocabulary).Select(at => at % Vocabulary < 1 + (at / Vocabulary)).ToArray(), masks, Vocabulary);
        var held = tensor(Enumerable.Range(0, Positions).Select(position => (long)position % masks).ToArray());

        // The whole in float64: in float32 an entropy is a small difference of logits' size.
        var (wholeHidden, wholeHead) = (hidden.to(ScalarType.Float64).requires_grad_(), head.to(ScalarType.Float64).requires_grad_());
        var logits = nn.functional.linear(wholeHidden, wholeHead).Plus(unsaid).masked_fill(refused.index_select(0, held), Scalars.Of(double.NegativeInfinity)).Times(1 / temperature);
        var (logProbs, entropies) = (LogitStatistics.LogProbs(logits, targets), LogitStatistics.Entropy(logits));
        Loss(logProbs, withEntropies ? entropies : null, a, b).backward();

        var (partHidden, partHead) = (hidden.clone().requires_grad_(), head.clone().requires_grad_());
        var scores = new TokenScores(partHidden, partHead, unsaid, masks == 1 ? refused[..0] : refused, masks == 1 ? held[..0] : held, targets, temperature, withEntropies, logitBytes);
        Loss(scores.LogProbs_N, scores.Entropies_N, a, b).backward();
        scores.Backward();

        Near.Equal(Near.Numbers(logProbs), scores.LogProbs_N, "log-probabilities", 1e-6);
        if (withEntropies)
        {
            Near.Equal(Near.Numbers(entropies), scores.Entropies_N!, "entropies", 1e-6);
        }

        Near.Equal(Near.Numbers(wholeHidden.grad!), partHidden.grad!, "gradient of the hidden states", 1e-6);
        Near.Equal(Near.Numbers(wholeHead.grad!), partHead.grad!, "gradient of the head", 1e-6);
    }

    [Fact]
    public void A_frozen_head_collects_no_gradient()
    {
        using var scope = NewDisposeScope();
        var (hidden, head) = (ones(3, 2).requires_grad_(), tensor(new[] { 1f, 0, 0, 1 }, 2, 2));
        var scores = new TokenScores(hidden, head, zeros(2), zeros(0, 2, ScalarType.Bool), zeros(0, ScalarType.Int64), zeros(3, ScalarType.Int64), 1, false, 1000);
        scores.LogProbs_N.sum().backward();
        scores.Backward();

        // Both logits are 1, so π = ½: the gradient is head[0] − ½ (head[0] + head[1]) = (½, −½).
        Near.Equal([0.5, -0.5, 0.5, -0.5, 0.5, -0.5], hidden.grad!, "hidden");
        Assert.Null(head.grad);
    }

    private static Tensor Loss(Tensor logProbs, Tensor? entropies, Tensor a, Tensor b)
    {
        var loss = logProbs.Times(a).sum();
        return entropies is null ? loss : loss.Plus(entropies.Times(b).sum());
    }
}

[Collection(nameof(PeakMemory))]
public sealed class TokenScoresMemoryTests
{
    // 60,000 × 2,048 float32 logits would be 469 MiB. In pieces of 4 MiB, four times the positions cost four times the hidden states (1.5 MiB more, with their gradient) and no logits.
    [Fact]
    public void Peak_memory_does_not_grow_with_vocabulary_times_tokens()
    {
        const int vocabulary = 60_000;
        using var scope = NewDisposeScope();
        TorchRuntime.Load();
        var (head, unsaid) = (ones(vocabulary, 32).requires_grad_(), zeros(vocabulary));
        void Score(int positions)
        {
            using var inner = NewDisposeScope();
            var scores = new TokenScores(ones(positions, 32).requires_grad_(), head, unsaid, zeros(0, vocabulary, ScalarType.Bool), zeros(0, ScalarType.Int64), zeros(positions, ScalarType.Int64), 1, true, 4 << 20);
            scores.LogProbs_N.sum().Plus(scores.Entropies_N!.sum()).backward();
            scores.Backward();
        }

        Score(512);
        Score(512);
        var growth = PeakMemory.GrowthOf(() => Score(2048));
        Assert.True(growth < 64 << 20, $"four times the positions took {growth >> 20} MiB more.");
    }
}
