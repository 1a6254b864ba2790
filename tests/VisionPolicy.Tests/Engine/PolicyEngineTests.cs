using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Engine;

public sealed class PolicyEngineTests
{
    private const int Stop = 0;

    [Theory]
    [InlineData(1, 4096)]
    [InlineData(64, 4096)]
    [InlineData(64, 3)] // next to no cache: everything is computed again, and comes out the same
    public async Task Answers_do_not_depend_on_who_shares_the_batch_or_on_what_is_cached(int concurrent, int sequences)
    {
        var expected = await ConversationsAsync(1, 4096);
        Assert.Equal(expected, await ConversationsAsync(concurrent, sequences));
        Assert.Equal(40, expected.Distinct().Count());
    }

    [Fact]
    public async Task Equal_prompts_are_read_once()
    {
        var model = new HashModel();
        await using var engine = new PolicyEngine(() => model, new EngineOptions(Stop, MaxTokens: 64));
        var prompt = new[] { TokenSegment.Of(SegmentOrigin.Observation, [1, 2, 3]) };
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(member => engine.SampleAsync(
            prompt, ContextWindow.Full, new SamplingOptions(), 1, RandomKey.FromSeed((ulong)member), CancellationToken.None).AsTask()));

        Assert.Equal(1, model.Rows);
        Assert.True(answers.Select(answer => answer.Ids[0]).Distinct().Count() > 1);
    }

    [Fact]
    public async Task The_next_turn_extends_the_last_in_the_same_slot()
    {
        var model = new HashModel();
        await using var engine = new PolicyEngine(() => model, new EngineOptions(Stop, MaxTokens: 64));
        await ConverseAsync(engine, 3, turns: 5);

        Assert.Equal(1, model.Slots);
    }

    [Fact]
    public async Task New_weights_forget_what_was_computed_under_the_old_ones()
    {
        var model = new HashModel();
        await using var engine = new PolicyEngine(() => model, new EngineOptions(Stop, MaxTokens: 64));
        var first = await ConverseAsync(engine, 3, turns: 1);
        await engine.RunAsync(() => { engine.WeightsChanged(1); return 0; });
        var before = model.Rows;
        Assert.Equal(first, await ConverseAsync(engine, 3, turns: 1));
        Assert.True(model.Rows > before);
    }

    [Fact]
    public async Task A_prompt_that_is_too_long_is_a_fault_of_the_agent_and_others_go_on()
    {
        await using var engine = new PolicyEngine(() => new HashModel(), new EngineOptions(Stop, MaxTokens: 4));
        var tooLong = TokenSegment.Of(SegmentOrigin.Observation, [1, 2, 3, 4, 5]);
        var fault = await Assert.ThrowsAsync<AgentFaultException>(() => engine.SampleAsync(
            [tooLong], ContextWindow.Full, new SamplingOptions(), 1, RandomKey.FromSeed(1), CancellationToken.None).AsTask());
        Assert.Contains("5 tokens", fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty(await ConverseAsync(engine, 3, turns: 1, length: 1));
    }

    [Fact]
    public async Task A_model_that_breaks_fails_every_caller_instead_of_hanging_them()
    {
        await using var engine = new PolicyEngine(() => throw new InvalidDataException("no weights"), new EngineOptions(Stop, MaxTokens: 64));
        var request = engine.SampleAsync(
            [TokenSegment.Of(SegmentOrigin.Observation, [1])], ContextWindow.Full, new SamplingOptions(), 1, RandomKey.FromSeed(1), CancellationToken.None);
        await Assert.ThrowsAnyAsync<Exception>(() => request.AsTask());
    }

    private static async Task<List<string>> ConversationsAsync(int concurrent, int sequences)
    {
        await using var engine = new PolicyEngine(() => new HashModel(), new EngineOptions(Stop, MaxTokens: 256, MaxSequences: sequences));
        using var seats = new SemaphoreSlim(concurrent);
        var talks = Enumerable.Range(0, 40).Select(async seed =>
        {
            await seats.WaitAsync();
            try
            {
                return await ConverseAsync(engine, seed, turns: 4);
            }
            finally
            {
                seats.Release();
            }
        });
        return [.. await Task.WhenAll(talks)];
    }

    private static async Task<string> ConverseAsync(PolicyEngine engine, int seed, int turns, int length = 5)
    {
        var segments = new List<TokenSegment>();
        var said = new List<int>();
        for (var turn = 0; turn < turns; turn++)
        {
            segments.Add(TokenSegment.Of(SegmentOrigin.Observation, [.. Enumerable.Range(1 + (seed % 4), length == 1 ? 1 : 2 + turn)]));
            var reply = await engine.SampleAsync(
                segments, ContextWindow.Full, new SamplingOptions(), length, RandomKey.FromSeed((ulong)seed).Derive((ulong)turn), CancellationToken.None);
            segments.Add(reply);
            said.AddRange(reply.Ids);
        }

        return $"{seed}: {string.Join(' ', said)}";
    }
}
