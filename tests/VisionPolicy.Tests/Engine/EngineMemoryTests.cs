using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Engine;

/// <summary>What the engine keeps in memory, and what it does when there is little.</summary>
public sealed class EngineMemoryTests
{
    private const int Stop = 0;

    [Theory]
    [InlineData(1, 1)] // one slot: everybody in turn
    [InlineData(4, 1)]
    [InlineData(16, 8)] // groups of eight share a prompt
    public async Task With_little_memory_requests_wait_and_get_the_same_answers(int slots, int groupSize)
    {
        var expected = await GroupsAsync(new EngineOptions(Stop, 64), new HashModel(), groupSize);
        var model = new HashModel(slotsPerMiB: slots);
        Assert.Equal(expected, await GroupsAsync(new EngineOptions(Stop, 64) { CacheMiB = 1 }, model, groupSize));
        Assert.InRange(model.Slots, 1, slots);
    }

    [Fact]
    public async Task Prefixes_that_nobody_uses_are_forgotten_and_the_slots_stay_few()
    {
        var model = new HashModel(vocabulary: 128);
        await using var engine = new PolicyEngine(() => model, new EngineOptions(Stop, 256, MaxSequences: 8));
        for (var talk = 1; talk <= 100; talk++)
        {
            await SampleAsync(engine, talk, 32);
        }

        // One more than may be kept: the one that is being answered comes before the oldest goes.
        Assert.InRange(model.Slots, 2, 9);
    }

    [Fact]
    public async Task Nobody_is_let_in_beyond_the_memory_and_nobody_overtakes()
    {
        var order = new List<int>();
        await using var engine = new PolicyEngine(
            () => new HookedModel(new HashModel(), rows => order.AddRange(rows.Where(row => row.Past == 0).Select(row => row.Chunk.Ids.Span[0]))),
            new EngineOptions(Stop, 512) { CacheMiB = 1, MaxBatch = 2 });
        // Longest sequences of 512 tokens: two slots. Prompts 1 … 15, each another.
        var requests = Enumerable.Range(1, 15).Select(id => engine.SampleAsync(
            [TokenSegment.Of(SegmentOrigin.Observation, [id])], ContextWindow.Full, new SamplingOptions(), 512, RandomKey.FromSeed((ulong)id), CancellationToken.None).AsTask()).ToArray();
        await Task.WhenAll(requests);
        Assert.InRange(engine.Counters.MostInWork, 1, 2);
        Assert.Equal(order.Order(), order);
    }

    [Fact]
    public async Task A_sequence_that_can_never_fit_is_refused_and_the_next_is_answered()
    {
        await using var engine = new PolicyEngine(() => new HashModel(), new EngineOptions(Stop, 4096) { CacheMiB = 1 });
        var fault = await Assert.ThrowsAsync<AgentFaultException>(() => SampleAsync(engine, 1, 2000));
        Assert.Contains("MiB", fault.Message, StringComparison.Ordinal);
        Assert.NotEmpty((await SampleAsync(engine, 1, 8)).Ids);
        // And a long one after short ones: the slots are laid out anew.
        Assert.NotEmpty((await SampleAsync(engine, 2, 1000)).Ids);
        Assert.NotEmpty((await SampleAsync(engine, 3, 8)).Ids);
    }

    [Fact]
    public async Task An_episode_of_ten_turns_computes_each_of_its_tokens_once()
    {
        await using var engine = new PolicyEngine(() => new HashModel(), new EngineOptions(Stop, 1024));
        var segments = new List<TokenSegment>();
        for (var turn = 0; turn < 10; turn++)
        {
            segments.Add(TokenSegment.Of(SegmentOrigin.Observation, [.. Enumerable.Range(1, 10)]));
            segments.Add(await engine.SampleAsync(
                segments, ContextWindow.Full, new SamplingOptions(), 8, RandomKey.FromSeed(1).Derive((ulong)turn), CancellationToken.None));
        }

        var distinct = segments.Sum(segment => segment.Ids.Length);
        Assert.InRange(engine.Counters.Computed, distinct - 1, distinct * 1.1);
    }

    [Fact]
    public async Task A_group_computes_its_prompt_once()
    {
        await using var engine = new PolicyEngine(() => new HashModel(), new EngineOptions(Stop, 1024));
        var prompt = TokenSegment.Of(SegmentOrigin.Observation, [.. Enumerable.Range(0, 500).Select(index => 1 + (index % 9))]);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(member => engine.SampleAsync(
            [prompt], ContextWindow.Full, new SamplingOptions(), 1, RandomKey.FromSeed((ulong)member), CancellationToken.None).AsTask()));
        Assert.Equal(500, engine.Counters.Computed);
    }

    [Fact]
    public async Task Logits_that_were_given_up_are_computed_again_and_are_the_same()
    {
        // 64 Ki tokens: four rows are a MiB.
        var first = await RunAsync(64);
        Assert.Equal(first, await RunAsync(1));

        static async Task<List<string>> RunAsync(int idleMiB)
        {
            await using var engine = new PolicyEngine(() => new HashModel(1 << 16), new EngineOptions(Stop, 64) { IdleLogitsMiB = idleMiB });
            var answers = new List<string>();
            for (var round = 0; round < 2; round++)
            {
                for (var id = 1; id < 9; id++)
                {
                    answers.Add(string.Join(' ', (await SampleAsync(engine, id, 3)).Ids));
                }
            }

            Assert.Equal(answers.Take(8), answers.Skip(8));
            return answers;
        }
    }

    private static Task<TokenSegment> SampleAsync(PolicyEngine engine, int id, int maxTokens) => engine.SampleAsync(
        [TokenSegment.Of(SegmentOrigin.Observation, [id])], ContextWindow.Full, new SamplingOptions(), maxTokens, RandomKey.FromSeed((ulong)id), CancellationToken.None).AsTask();

    private static async Task<List<string>> GroupsAsync(EngineOptions options, HashModel model, int groupSize)
    {
        await using var engine = new PolicyEngine(() => model, options);
        var answers = await Task.WhenAll(Enumerable.Range(0, 48).Select(async index =>
        {
            var said = "";
            var segments = new List<TokenSegment>();
            for (var turn = 0; turn < 3; turn++)
            {
                segments.Add(TokenSegment.Of(SegmentOrigin.Observation, [1 + (index / groupSize % 15), 1 + turn]));
                var reply = await engine.SampleAsync(
                    segments, ContextWindow.Full, new SamplingOptions { StopTokens = [1, 2, 3] }, 12, RandomKey.FromSeed((ulong)index).Derive((ulong)turn), CancellationToken.None);
                segments.Add(reply);
                said += $"{string.Join(' ', reply.Ids)};";
            }

            return said;
        }));
        return [.. answers];
    }
}
