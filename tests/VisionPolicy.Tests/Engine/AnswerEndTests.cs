using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Engine;

/// <summary>How answers end: stop tokens, stop strings, limits, withdrawal, and what goes wrong on the way.</summary>
public sealed class AnswerEndTests
{
    private static readonly BpeTokenizer Tokenizer = TinyVocabulary.Tokenizer;
    private static readonly int Stop = Tokenizer.Special(ControlTokens.MessageEnd);

    [Theory]
    [InlineData("updown", "pdo", "updo", "up|d|o|w|n")] // begins in one token, ends two further on
    [InlineData("aaab", "aab", "aaab", "a|a|a|b")] // a start that fails and goes on inside itself
    [InlineData("upleft", "up", "up", "up|left")]
    [InlineData("é!", "é", "é", "BYTES")] // two tokens make one letter
    [InlineData("down", "left", "down", "down")] // never complete
    public void A_stop_string_ends_the_answer_with_the_token_that_completes_it(string said, string stop, string expected, string cut)
    {
        var bytes = new TokenBytes(TinyVocabulary.Definition);
        var ids = cut == "BYTES" ? [.. Tokenizer.Encode(said)] : cut.Split('|').SelectMany(part => Tokenizer.Encode(part)).ToArray();
        Assert.Equal(said, Tokenizer.Decode(ids));
        var matcher = new StopMatcher([stop, "never said"], bytes);
        var read = ids.TakeWhile(id => !matcher.Read(id)).Count();
        Assert.Equal(expected, Tokenizer.Decode(ids.AsSpan(0, Math.Min(read + 1, ids.Length))));
        Assert.Equal(said.Contains(stop, StringComparison.Ordinal), read < ids.Length);
    }

    [Fact]
    public async Task The_engine_ends_answers_at_stop_strings_and_keeps_all_tokens()
    {
        await using var engine = new PolicyEngine(
            () => new HashModel(TinyVocabulary.Size), new EngineOptions(Stop, 4096) { Bytes = new TokenBytes(TinyVocabulary.Definition) });
        var stops = new SamplingOptions { StopStrings = ["e", "qu"] };
        var answer = await SampleAsync(engine, stops, 4000);
        var text = Tokenizer.Decode(answer.Ids.AsSpan(), skipSpecial: true);
        Assert.True(text.Contains('e', StringComparison.Ordinal) || text.Contains("qu", StringComparison.Ordinal));
        Assert.DoesNotContain('e', Tokenizer.Decode(answer.Ids.AsSpan()[..^1], skipSpecial: true));
        // The same draws as without the stop: it only ends them.
        var longer = await SampleAsync(engine, new SamplingOptions(), answer.Ids.Length);
        Assert.Equal(longer.Ids, answer.Ids);
    }

    [Fact]
    public async Task Any_of_several_stop_tokens_ends_the_answer()
    {
        await using var engine = new PolicyEngine(() => new HashModel(), new EngineOptions(0, 4096));
        for (var seed = 0; seed < 20; seed++)
        {
            var answer = await SampleAsync(engine, new SamplingOptions { StopTokens = [3, 7] }, 500, (ulong)seed);
            Assert.Contains(answer.Ids[^1], new[] { 0, 3, 7 });
            Assert.DoesNotContain(answer.Ids[..^1], id => id is 0 or 3 or 7);
        }
    }

    [Fact]
    public async Task Each_request_has_a_limit_of_its_own_and_the_policys_length_ends_all()
    {
        await using var engine = new PolicyEngine(() => new HashModel(), new EngineOptions(99, MaxTokens: 10));
        var answers = await Task.WhenAll(new[] { 1, 3, 5, 50 }.Select(limit => SampleAsync(engine, new SamplingOptions(), limit)));
        // The prompt has one token: nine are left.
        Assert.Equal([1, 3, 5, 9], answers.Select(answer => answer.Ids.Length));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => SampleAsync(engine, new SamplingOptions(), 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => SampleAsync(engine, new SamplingOptions { MinP = 2 }, 1));
    }

    [Fact]
    public async Task A_request_can_be_withdrawn_at_any_token_and_others_go_on()
    {
        for (var token = 1; token <= 6; token++)
        {
            using var withdrawal = new CancellationTokenSource();
            var passes = 0;
            await using var engine = new PolicyEngine(() => new HookedModel(new HashModel(), rows =>
            {
                if (++passes == token)
                {
                    withdrawal.Cancel();
                }
            }), new EngineOptions(99, 64));
            var withdrawn = SampleAsync(engine, new SamplingOptions(), 20, cancellation: withdrawal.Token);
            var other = SampleAsync(engine, new SamplingOptions(), 20, 5);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => withdrawn);
            Assert.Equal(20, (await other).Ids.Length);
            // Nobody stands anywhere any more: the weights may change.
            await engine.RunAsync(() => { engine.WeightsChanged(1); return 0; });
        }
    }

    [Fact]
    public async Task A_pass_that_fails_fails_its_requests_and_the_engine_lives_on()
    {
        var isBroken = true;
        await using var engine = new PolicyEngine(
            () => new HookedModel(new HashModel(), _ => { if (isBroken) { throw new InvalidDataException("the picture is gone"); } }), new EngineOptions(99, 64));
        var error = await Assert.ThrowsAsync<InvalidDataException>(() => SampleAsync(engine, new SamplingOptions(), 5));
        Assert.Equal("the picture is gone", error.Message);
        isBroken = false;
        Assert.Equal(5, (await SampleAsync(engine, new SamplingOptions(), 5)).Ids.Length);
    }

    [Fact]
    public async Task A_prompt_of_another_vocabulary_is_a_fault_of_its_own()
    {
        await using var engine = new PolicyEngine(() => new HashModel(), new EngineOptions(99, 64));
        var fault = await Assert.ThrowsAsync<AgentFaultException>(() => engine.SampleAsync(
            [TokenSegment.Of(SegmentOrigin.Observation, [16])], ContextWindow.Full, new SamplingOptions(), 5, RandomKey.FromSeed(1), CancellationToken.None).AsTask());
        Assert.Contains("token 16", fault.Message, StringComparison.Ordinal);
        Assert.Equal(5, (await SampleAsync(engine, new SamplingOptions(), 5)).Ids.Length);
    }

    [Fact]
    public async Task Drawing_a_token_allocates_next_to_nothing()
    {
        await using var engine = new PolicyEngine(() => new FlatModel(512), new EngineOptions(999, 4096));
        await MeasureAsync(8);
        // The answer itself is 12 bytes a token, and as much again twice over while its arrays grow; a node of the tree would be more than 100.
        Assert.InRange(await MeasureAsync(1000), 12, 48);

        async Task<double> MeasureAsync(int tokens)
        {
            var before = await engine.RunAsync(GC.GetAllocatedBytesForCurrentThread);
            await Task.WhenAll(Enumerable.Range(0, 32).Select(seed => SampleAsync(engine, new SamplingOptions(1, 20, 0.9), tokens, (ulong)(seed + tokens))));
            await engine.RunAsync(() => { engine.WeightsChanged(1); return 0; });
            await Task.WhenAll(Enumerable.Range(0, 32).Select(seed => SampleAsync(engine, new SamplingOptions(1, 20, 0.9), tokens, (ulong)seed)));
            var middle = await engine.RunAsync(GC.GetAllocatedBytesForCurrentThread);
            await engine.RunAsync(() => { engine.WeightsChanged(2); return 0; });
            await Task.WhenAll(Enumerable.Range(0, 32).Select(seed => SampleAsync(engine, new SamplingOptions(1, 20, 0.9), tokens, (ulong)seed)));
            var after = await engine.RunAsync(GC.GetAllocatedBytesForCurrentThread);
            Assert.True(middle > before);
            return (after - middle) / (32.0 * tokens);
        }
    }

    private static Task<TokenSegment> SampleAsync(
        PolicyEngine engine, SamplingOptions options, int maxTokens, ulong seed = 1, CancellationToken? cancellation = null) => engine.SampleAsync(
        [TokenSegment.Of(SegmentOrigin.Observation, [1])], ContextWindow.Full, options, maxTokens, RandomKey.FromSeed(seed), cancellation ?? CancellationToken.None).AsTask();
}
