using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Learning;
using Agentic.Training.Objectives;
using Agentic.Training.Tests.Scenarios;
using Agentic.VisionPolicy;
using Agentic.Worlds;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Learning;

public sealed class TokenWeighingTests
{
    private static readonly TaskInstance Task = new CountingKind().Generate(1, Difficulty.Default);
    private static readonly ChatRenderer Renderer = new(TinyVocabulary.Tokenizer);

    // The answer "<think>é</think> go @12" has a place of two digits. '<think>' and '</think>' are one token each, é is two, every other letter one.
    [Fact]
    public void Tokens_belong_to_what_they_say()
    {
        var ids = Renderer.Reply("<think>é</think>go @12").Ids;
        var classes = Weighing(new(1, 2, 4), new MarkedKind()).Classes(ids.AsSpan(), Task);
        string Said(TokenClass kind) => string.Concat(ids.Where((_, at) => classes[at] == kind).Select(id => TinyVocabulary.Tokenizer.Decode([id])));

        Assert.Equal("12", Said(TokenClass.Grounding));
        Assert.Equal("go @<|im_end|>", Said(TokenClass.Action));
        Assert.StartsWith("<think>", Said(TokenClass.Reasoning));
        Assert.EndsWith("</think>", Said(TokenClass.Reasoning));
    }

    [Fact]
    public void A_kind_that_cannot_tell_has_thoughts_between_tags_and_no_places()
    {
        var ids = Renderer.Reply("<think>up</think> up").Ids;
        var classes = Weighing(new(1, 2, 4), new CountingKind()).Classes(ids.AsSpan(), Task);

        Assert.Equal(["up", "<|im_end|>"], ids.Where((_, at) => classes[at] == TokenClass.Action).Select(id => TinyVocabulary.Tokenizer.Decode([id]).Trim()));
        Assert.DoesNotContain(TokenClass.Grounding, classes);
    }

    [Fact]
    public void A_page_tells_the_parts_of_answers_in_its_dialect()
    {
        var kind = WorldCatalog.Create("gui", new Dictionary<string, string> { ["site"] = "mini", ["page"] = "click-target", ["dialect"] = "gui_libra_1000" });
        var task = kind.Generate(1, Difficulty.Default);
        var ids = Renderer.Reply("""<think>Left of [1, 2].</think><answer>{"action_type": "Click", "value": "é", "point_2d": [512, 77]}</answer>""").Ids;
        var classes = Weighing(new(1, 2, 4), kind).Classes(ids.AsSpan(), task);
        string Said(TokenClass kind) => string.Concat(ids.Where((_, at) => classes[at] == kind).Select(id => TinyVocabulary.Tokenizer.Decode([id])));

        Assert.Equal("[512, 77]", Said(TokenClass.Grounding));
        Assert.StartsWith("<answer>", Said(TokenClass.Action));
        Assert.Equal("<think>Left of [1, 2].</think>", Said(TokenClass.Reasoning));
    }

    [Fact]
    public void A_row_is_weighed_over_all_that_it_learns()
    {
        var reply = Renderer.Reply("go @7");
        var row = new TrainingRow([TokenSegment.Of(SegmentOrigin.Observation, [1, 2]), reply, TokenSegment.Of(SegmentOrigin.Forced, [3]), reply], [1, 3], 0, 0);
        var weighed = Weighing(new(1, 2, 4), new MarkedKind()).Weigh(row, Task);

        // "go @" and the end weigh 2 each, the digit 4.
        float[] one = [.. Enumerable.Repeat(2f, reply.Ids.Length - 2), 4, 2];
        Assert.Equal([.. one, .. one], weighed.Weights);
        Assert.Equal(2 * one.Sum(), weighed.TotalWeight);
        Assert.Equal(row.LearntTokens, row.TotalWeight);
        Assert.Empty(Weighing(new(), new MarkedKind()).Weigh(row, Task).Weights);
    }

    // Two tokens of thought at −1, one of action at −0.5, one of grounding at −0.25; weights 1, 2, 4: (2 + 1 + 1) / (2 + 2 + 4) = 0.5. The last slot is padding.
    [Fact, NoTensorLeaks]
    public void Imitation_is_the_weighted_mean_of_what_tokens_lack()
    {
        using var scope = NewDisposeScope();
        var logProbs = tensor(new[] { -1f, -1, -0.5f, -0.25f, float.NaN }, 1, 5).requires_grad_();
        using var loss = LikelihoodLosses.Weighted(logProbs, tensor(new[] { 1f, 1, 2, 4, 9 }, 1, 5), tensor(new[] { true, true, true, true, false }, 1, 5), 8);
        Assert.Equal(0.5, loss.ReadNumber(), 1e-6);

        loss.backward();
        Assert.Equal([-0.125f, -0.125f, -0.25f, -0.5f, 0], logProbs.grad!.data<float>().ToArray());
        using var nothing = LikelihoodLosses.Weighted(logProbs, zeros(1, 5), tensor(new[] { true, true, true, true, false }, 1, 5), 0);
        Assert.Equal(0, nothing.ReadNumber());
    }

    [Fact]
    public void Weights_are_read_from_the_warm_start()
    {
        var loaded = ScenarioSamples.Read("world: { name: garden }\nwarm_start: { token_weights: { action: 2, grounding: 4 } }");
        Assert.Equal(new TokenClassWeights(1, 2, 4), loaded.Scenario.WarmStart!.TokenWeights);
        Assert.Equal(loaded.Scenario.WarmStart, ScenarioSamples.Read(loaded.Values.ToYaml()).Scenario.WarmStart);
        Assert.True(ScenarioSamples.Read("world: { name: garden }\nwarm_start: { updates: 3 }").Scenario.WarmStart!.TokenWeights.IsPlain);
    }

    [Theory]
    [InlineData("token_weights: { action: -1 }", "s.yaml:2:40: warm_start.token_weights.action: must be a number from 0 to 1000, but is '-1'.")]
    [InlineData("token_weights: { grouding: 4 }", "warm_start.token_weights.grouding: there is no such key; did you mean 'warm_start.token_weights.grounding'?")]
    [InlineData("token_weights: 2", "warm_start.token_weights: must be a section with keys, but is '2'.")]
    [InlineData("token_weights: { reasoning: 0, action: 0, grounding: 0 }", "warm_start.token_weights: are all 0, so that nothing would be learnt")]
    public void What_cannot_be_used_is_refused_with_its_place(string keys, string message) =>
        Assert.Contains(ScenarioSamples.Mistakes($"world: {{ name: garden }}\nwarm_start: {{ {keys} }}"), mistake => mistake.Contains(message, StringComparison.Ordinal));

    private static TokenWeighing Weighing(TokenClassWeights weights, IWorldKind kind) => new(weights, kind, TinyVocabulary.Tokenizer);

    /// <summary>A kind whose places stand behind an @.</summary>
    private sealed class MarkedKind : IWorldKind, IAnswerAnatomy
    {
        public WorldDescriptor Descriptor => throw new NotSupportedException();

        public AnswerParts Dissect(TaskInstance task, string text)
        {
            var at = text.IndexOf('@', StringComparison.Ordinal) + 1;
            return new AnswerParts(text.IndexOf("go", StringComparison.Ordinal), [new TextSpan(at, text.Length - at)]);
        }

        public TaskInstance Generate(ulong seed, Difficulty difficulty) => throw new NotSupportedException();

        public TaskInstance Read(JsonElement state) => throw new NotSupportedException();

        public ActionParse Parse(TaskInstance task, string text) => throw new NotSupportedException();

        public IWorld Open(TaskInstance task, WorldContext context) => throw new NotSupportedException();
    }
}
