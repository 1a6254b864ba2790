using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.VisionPolicy.Tests.Engine;

namespace Agentic.VisionPolicy.Tests.Grammars;

/// <summary>Answers of a policy that knows nothing, held to a grammar.</summary>
public sealed class TokenGrammarTests
{
    private const string Schema =
        """{"type":"object","properties":{"tool":{"enum":["click","type"]},"text":{"type":"string","maxLength":8},"x":{"type":"integer"},"share":{"type":"number"},"keys":{"type":"array","items":{"type":"boolean"},"maxItems":3}},"required":["tool","text","x","share","keys"]}""";

    private static readonly TokenBytes Bytes = new(TinyVocabulary.Definition);
    private static readonly int Stop = TinyVocabulary.Tokenizer.Special(ControlTokens.MessageEnd);

    [Fact]
    public async Task A_thousand_answers_over_random_weights_all_parse()
    {
        var grammar = new TokenGrammar(JsonSchemaGrammar.Parse(Schema), Bytes, TinyVocabulary.Size, Stop);
        var texts = await AnswersAsync(grammar, 1000, maxTokens: 400);
        foreach (var text in texts)
        {
            using var json = JsonDocument.Parse(text);
            Assert.Contains(json.RootElement.GetProperty("tool").GetString(), new[] { "click", "type" });
            Assert.InRange(json.RootElement.GetProperty("text").GetString()!.EnumerateRunes().Count(), 0, 8);
            Assert.True(json.RootElement.GetProperty("x").TryGetInt64(out _));
        }

        Assert.True(texts.Distinct().Count() > 900, "a policy that knows nothing says many things");
    }

    [Fact]
    public void The_trainer_gets_the_samplers_masks_from_the_ids_alone()
    {
        var grammar = new TokenGrammar(GrammarPattern.Parse("up|down"), Bytes, TinyVocabulary.Size, Stop);
        var other = new TokenGrammar(GrammarPattern.Parse("up|down"), Bytes, TinyVocabulary.Size, Stop);
        int[] answer = [.. TinyVocabulary.Tokenizer.Encode("d"), .. TinyVocabulary.Tokenizer.Encode("own"), Stop];
        var (first, second) = (grammar.Masks(answer), other.Masks(answer));
        for (var at = 0; at < answer.Length; at++)
        {
            Assert.True(first[at].Contains(answer[at]));
            Assert.All(Enumerable.Range(0, TinyVocabulary.Size), id => Assert.Equal(first[at].Contains(id), second[at].Contains(id)));
        }

        // "u", "up", "d", "do", "dow", "down" and nothing else: words are built letter by letter.
        Assert.Equal(6, first[0].Count);
        Assert.Equal(1, first[^1].Count);
        Assert.Throws<InvalidDataException>(() => grammar.Masks([Stop]));
        Assert.Throws<InvalidDataException>(() => grammar.Masks([.. TinyVocabulary.Tokenizer.Encode("left")]));
    }

    [Fact]
    public async Task The_stored_log_probability_is_of_the_masked_distribution()
    {
        var grammar = new TokenGrammar(GrammarPattern.Parse("u|d"), Bytes, TinyVocabulary.Size, Stop);
        await using var engine = new PolicyEngine(() => new HashModel(TinyVocabulary.Size), new EngineOptions(Stop, 64));
        var sums = new Dictionary<int, double>();
        for (var seed = 0; seed < 40; seed++)
        {
            var answer = await SampleAsync(engine, grammar, seed, 4, prompt: 1);
            sums[answer.Ids[0]] = Math.Exp(answer.Sampling!.LogProbs[0]);
            // After one letter the end is the only way: certain, and without entropy.
            Assert.Equal((Stop, 0f, 0f), (answer.Ids[1], answer.Sampling.LogProbs[1], answer.Sampling.Entropies[1]));
        }

        Assert.Equal(2, sums.Count);
        Assert.Equal(1, sums.Values.Sum(), 5);
    }

    private static async Task<List<string>> AnswersAsync(TokenGrammar grammar, int count, int maxTokens)
    {
        await using var engine = new PolicyEngine(() => new HashModel(TinyVocabulary.Size), new EngineOptions(Stop, 512));
        var answers = await Task.WhenAll(Enumerable.Range(0, count).Select(seed => SampleAsync(engine, grammar, seed, maxTokens, 1 + (seed % 64))));
        Assert.All(answers, answer => Assert.Equal(Stop, answer.Ids[^1]));
        return [.. answers.Select(answer => TinyVocabulary.Tokenizer.Decode(answer.Ids.AsSpan(), skipSpecial: true))];
    }

    private static Task<TokenSegment> SampleAsync(PolicyEngine engine, TokenGrammar grammar, int seed, int maxTokens, int prompt) => engine.SampleAsync(
        [TokenSegment.Of(SegmentOrigin.Observation, [prompt])], ContextWindow.Full, new SamplingOptions { Constraint = grammar }, maxTokens,
        RandomKey.FromSeed((ulong)seed), CancellationToken.None).AsTask();
}
