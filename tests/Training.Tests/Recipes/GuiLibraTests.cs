using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Recipes.GuiLibra;
using Agentic.Training.Reproductions;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Recipes;

/// <summary>The forms on which GUI-Libra's claims are tested.</summary>
public sealed class GuiLibraTests
{
    // Places 1, 4 and 6 are asked for, 4 is filled in.
    private static readonly FormTask Form = new([3, 0, 7, 1, 2, 6, 5, 4], 0b1010010);

    [Fact]
    public void Whatever_is_asked_for_and_still_empty_is_right()
    {
        Assert.Equal([1, 6], Form.Right(0b0010000));
        Assert.Equal([FormTask.Done], Form.Right(0b1010010));
        Assert.Equal([1, 4, 6, FormTask.Done], FormStep.Record(Form, Form.FromTheTop).Select(step => step.Shown));
        Assert.Equal([0, 0b10, 0b10010, 0b1010010], FormStep.Record(Form, Form.FromTheTop).Select(step => step.Filled));
    }

    // The recorded action 1; another right action, a wrong one and the wrong type of action earn their form alone.
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(6, 1, 0.1)]
    [InlineData(0, 1, 0.1)]
    [InlineData(FormTask.Done, 1, 0.1)]
    [InlineData(FormTask.Done, FormTask.Done, 1)]
    public void A_step_is_paid_as_the_interface_pays_it(int said, int shown, double reward) => Assert.Equal(reward, FormTask.Reward(said, shown), 1e-12);

    [Fact]
    public void A_state_is_seen_as_fields_wishes_and_what_is_filled_in()
    {
        var features = new float[FormTask.Features];
        Form.Write(0b10000, features);
        // Place 2 holds field 7; places 1, 4 and 6 hold fields 0, 2 and 5.
        Assert.Equal(Enumerable.Range(0, 8).Select(kind => kind == 7 ? 1f : 0), features[16..24]);
        Assert.Equal([1, 0, 1, 0, 0, 1, 0, 0], features[64..72]);
        Assert.Equal([0, 0, 0, 0, 1, 0, 0, 0], features[72..80]);
    }

    // π = 1/9 everywhere. Offline 1/9. Three of five steps have 3, 2 and 1 other right actions: 2 · 1/9. With r fields left, r! orders of r + 1 actions
    // succeed with 9^−(r+1) each; r ~ Binomial(4, 3/4): Σ = 0.002107. The spread over 4000 forms is about 5 % of that.
    [Fact, NoTensorLeaks]
    public void Scores_of_a_policy_that_knows_nothing_are_those_of_chance()
    {
        var device = ComputeDevice.Of("cpu");
        using var policy = StepPolicy.Create(device, RandomKey.FromSeed(1));
        using (no_grad())
        {
            using var scope = NewDisposeScope();
            foreach (var (_, parameter) in policy.Parameters)
            {
                parameter.zero_();
            }
        }

        var random = RandomKey.FromSeed(2).Stream();
        var scores = FormScores.Of(policy, [.. Enumerable.Range(0, 4000).Select(_ => FormTask.Draw(ref random))], RandomKey.FromSeed(3));
        Assert.Equal(1.0 / 9, scores.Offline, 1e-6);
        Assert.Equal(2.0 / 9, scores.Retained, 1e-6);
        Assert.Equal(0.002107, scores.Online, 0.0005);
    }

    // Two seeds decide nothing, and are enough to see that a trust region keeps a policy where it was.
    [Fact]
    public void A_short_run_gives_every_measure()
    {
        var reproduction = ReproductionCatalog.Find("gui-libra")!;
        var seeds = new System.Collections.Concurrent.ConcurrentBag<SeedOutcome>();
        ReproductionRun.RunSeeds(reproduction, [1, 2], null, 2, TimeProvider.System, seeds.Add, TestContext.Current.CancellationToken);
        var run = ReproductionRun.Of(reproduction, seeds);

        Assert.NotEqual(run.Seeds[0].Measures["online/grpo"], run.Seeds[1].Measures["online/grpo"]);
        Assert.All(run.Claims, result => Assert.Equal((Verdict.Undecided, 2), (result.Verdict, result.Pairs)));
        Assert.All(run.Seeds, seed =>
        {
            // Imitation has probability on several right actions, and is not perfect; reinforcement raises what it is paid for.
            Assert.InRange(seed.Measures["online/imitation"], 0.4, 0.9);
            Assert.True(seed.Measures["offline/grpo"] > seed.Measures["offline/imitation"] + 0.1, $"{seed.Measures["offline/imitation"]} → {seed.Measures["offline/grpo"]}");
            Assert.True(seed.Measures["retained/kl"] > seed.Measures["retained/grpo"], $"{seed.Measures["retained/kl"]} and {seed.Measures["retained/grpo"]}");
        });
    }
}
