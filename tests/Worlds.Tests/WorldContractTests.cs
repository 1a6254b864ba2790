using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;
using static Agentic.Worlds.Tests.WorldContractPlay;

namespace Agentic.Worlds.Tests;

/// <summary>What every world kind of the catalogue keeps to, whatever its game.</summary>
public sealed class WorldContractTests
{
    private static readonly int OracleSeeds = LongRun.Count(1_000, 10_000);

    [Theory, MemberData(nameof(WorldContractCases.All), MemberType = typeof(WorldContractCases))]
    public async Task The_same_seed_gives_the_same_episode_on_every_thread_and_every_time(string name)
    {
        var kind = WorldContractCases.Kind(name);
        ulong[] seeds = [.. Enumerable.Range(0, 24).Select(seed => (ulong)seed)];
        var inOrder = new List<string>();
        foreach (var seed in seeds)
        {
            inOrder.Add(await TraceAsync(kind, seed));
        }

        var atOnce = await Task.WhenAll(seeds.Select(seed => Task.Run(() => TraceAsync(kind, seed))));
        var anew = await Task.WhenAll(seeds.Reverse().Select(seed => Task.Run(() => TraceAsync(WorldContractCases.Kind(name), seed))));

        Assert.Equal(inOrder, atOnce);
        Assert.Equal(inOrder, anew.Reverse());
        Assert.True(inOrder.Distinct().Count() > seeds.Length / 2, "different seeds must give different episodes");
    }

    [Theory, MemberData(nameof(WorldContractCases.All), MemberType = typeof(WorldContractCases))]
    public async Task The_oracle_reaches_the_declared_optimum(string name)
    {
        var kind = WorldContractCases.Kind(name);
        var weights = kind.Descriptor.Weights;
        var format = weights.ByPart.GetValueOrDefault(RewardWeights.Format);
        // What other episodes decide afterwards no play can earn.
        var optimum = kind.Descriptor.RewardBounds.High - kind.Descriptor.SettledLater.Sum(part => weights.ByPart[part]);
        var returns = new List<double>();
        for (ulong seed = 0; seed < (ulong)OracleSeeds; seed++)
        {
            var task = kind.Generate(seed, Difficulty.Default);
            var (earned, solved) = await OracleAsync(kind, task, weights);
            returns.Add(earned + format);
            if (kind is not IGameOfChance)
            {
                Assert.True(solved, $"Seed {seed} was not solved: {task.State}");
                Assert.Equal(optimum, returns[^1], 1e-9);
            }
        }

        if (kind is IGameOfChance game)
        {
            var mean = returns.Average();
            var error = Math.Sqrt(returns.Average(value => (value - mean) * (value - mean)) / returns.Count);
            Assert.InRange(mean - game.OptimalMeanReturn(Difficulty.Default), -3 * error, 3 * error);
        }
    }

    [Theory, MemberData(nameof(WorldContractCases.All), MemberType = typeof(WorldContractCases))]
    public async Task An_episode_in_the_engine_can_be_verified_and_stays_within_the_declared_parts_and_bounds(string name)
    {
        var kind = WorldContractCases.Kind(name);
        var (low, high) = kind.Descriptor.RewardBounds;
        var agents = new List<IAgent> { new OracleAgent((IOracleSource)kind) };
        if (kind is IAnswerSource source)
        {
            agents.Add(new RandomAgent(source));
        }

        foreach (var agent in agents)
        {
            for (var index = 0; index < 8; index++)
            {
                var record = await PlayAsync(kind, kind.Generate((ulong)index, Difficulty.Default), agent, index);
                Assert.IsNotType<EpisodeEnd.Faulted>(record.End);
                Assert.InRange(record.Return(), low - 1e-9, high + 1e-9);
                Assert.All(
                    record.Turns.SelectMany(turn => turn.Reward.Parts).Concat(record.FinalRewards[0].Parts),
                    part => Assert.Contains(part.Name, kind.Descriptor.Weights.ByPart.Keys));
                Assert.Null(await EpisodeVerifier.VerifyAsync(record, kind, new LetterRenderer()));
            }
        }
    }

    [Theory, MemberData(nameof(WorldContractCases.All), MemberType = typeof(WorldContractCases))]
    public void A_task_comes_back_equal_from_its_explicit_state(string name)
    {
        var kind = WorldContractCases.Kind(name);
        for (ulong seed = 0; seed < 200; seed++)
        {
            var task = kind.Generate(seed, Difficulty.Default);
            var again = TaskJson.ReadText(kind, task.State);
            Assert.Equal(task.State, again.State);
            Assert.Equal((task.Id, task.Split, task.CanonicalForm), (again.Id, again.Split, again.CanonicalForm));
            Assert.Equal(task.Features, again.Features);
        }
    }

    [Theory, MemberData(nameof(WorldContractCases.All), MemberType = typeof(WorldContractCases))]
    public async Task The_descriptor_says_how_a_task_is_written(string name)
    {
        var kind = WorldContractCases.Kind(name);
        var fields = kind.Descriptor.TaskFields.Select(field => field.Field).ToHashSet();
        using var written = JsonDocument.Parse(kind.Generate(1, Difficulty.Default).State);
        Assert.All(written.RootElement.EnumerateObject(), field => Assert.Contains(field.Name, fields));

        var example = TaskJson.ReadText(kind, kind.Descriptor.TaskExample);
        Assert.NotNull(((IOracleSource)kind).CreateOracle(example).Next([]));
        await using var world = kind.Open(example, Context());
        Assert.NotEmpty((await world.ObserveAsync(CancellationToken.None)).Parts);
        if (world is IDescribable describable)
        {
            using var state = JsonDocument.Parse(describable.DescribeState());
            Assert.Equal(JsonValueKind.Object, state.RootElement.ValueKind);
        }
    }

    [Theory, MemberData(nameof(WorldContractCases.Defaults), MemberType = typeof(WorldContractCases))]
    public void A_wrong_task_is_refused_by_field(string name)
    {
        var kind = WorldContractCases.Kind(name);
        var state = kind.Generate(1, Difficulty.Default).State;
        var field = kind.Descriptor.TaskFields[0].Field;
        Assert.Equal("surprise", Refused($"{{\"surprise\":1,{state[1..]}").Field);
        Assert.Contains("given once", Refused($"{state[..^1]},{state[1..]}").Message);
        Assert.Contains($"'{field}'", Refused($"{{\"{field}x\":1,{state[1..]}").Message);
        foreach (var text in new[] { "", "[]", "null", "{", "{}x", new string('[', 100), $"{{\"{field}\":{new string(' ', 100_000)}1}}" })
        {
            Assert.Equal("(task)", Refused(text).Field);
        }

        TaskFormatException Refused(string text) => Assert.Throws<TaskFormatException>(() => TaskJson.ReadText(kind, text));
    }

    [Theory, MemberData(nameof(WorldContractCases.Defaults), MemberType = typeof(WorldContractCases))]
    public void Tasks_that_are_the_same_puzzle_share_a_split(string name)
    {
        var splits = new Dictionary<string, Split>();
        foreach (var variant in new[] { name }.Concat(Variants(name)))
        {
            var kind = WorldContractCases.Kind(variant);
            for (ulong seed = 0; seed < 300; seed++)
            {
                var task = kind.Generate(seed, Difficulty.Default);
                var canonical = task.CanonicalForm ?? task.State;
                Assert.True(splits.TryAdd(canonical, task.Split) || splits[canonical] == task.Split, $"{canonical} is in two splits");
            }
        }

        static IEnumerable<string> Variants(string name) =>
            WorldContractCases.All.Select(row => row.Data).Where(variant => variant.StartsWith($"{name} ", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(WorldContractCases.All), MemberType = typeof(WorldContractCases))]
    public async Task Showing_and_forking_change_nothing(string name)
    {
        var kind = WorldContractCases.Kind(name);
        for (ulong seed = 0; seed < 20; seed++)
        {
            var task = kind.Generate(seed, Difficulty.Default);
            var (context, random) = (Context(seed), RandomKey.FromSeed(seed).Stream());
            await using var world = kind.Open(task, context);
            var answers = new List<string>();
            if (seed % 2 == 1)
            {
                // Every second time not from the start, where the game goes on.
                await world.ObserveAsync(CancellationToken.None); // what was seen before must not be shown after
                answers.Add(Answer(kind, task, answers, ref random));
                if (await world.StepAsync(Action(answers[0], kind.Parse(task, answers[0]).Action!), CancellationToken.None) is not StepOutcome.Continued)
                {
                    continue;
                }
            }

            var (key, seen) = (world.StateKey, await world.ObserveAsync(CancellationToken.None));
            var first = (world as IRenderable)?.Render().Rgb;
            if (first is not null && seen.Parts.OfType<ImagePart>().FirstOrDefault() is { } image)
            {
                Assert.Equal(context.Images.Get(image.Image).Rgb, first);
            }

            if (world is IForkable forkable)
            {
                await using var fork = forkable.Fork();
                Assert.Equal(key, fork.StateKey);
                Assert.Equal(seen, await fork.ObserveAsync(CancellationToken.None));
                Assert.Equal(first, (fork as IRenderable)?.Render().Rgb);
                var answer = Answer(kind, task, answers, ref random);
                await fork.StepAsync(Action(answer, kind.Parse(task, answer).Action!), CancellationToken.None);
            }

            Assert.Equal(key, world.StateKey);
            Assert.Equal(seen, await world.ObserveAsync(CancellationToken.None));
            Assert.Equal(first, (world as IRenderable)?.Render().Rgb);
        }
    }

    [Theory, MemberData(nameof(WorldContractCases.Defaults), MemberType = typeof(WorldContractCases))]
    public async Task Later_episodes_allocate_no_more_than_earlier_ones(string name)
    {
        var kind = WorldContractCases.Kind(name);
        var task = kind.Generate(1, Difficulty.Default);
        await BatchAsync();
        var early = await BatchAsync();
        for (var batch = LongRun.Count(8, 98); batch > 0; batch--)
        {
            await BatchAsync();
        }

        Assert.InRange(await BatchAsync(), 0, early + (early / 100) + 4096);

        async Task<long> BatchAsync()
        {
            // Native worlds complete at once, so a batch stays on its thread.
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var episode = 0; episode < 100; episode++)
            {
                await OracleAsync(kind, task, kind.Descriptor.Weights);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static async Task<EpisodeRecord> PlayAsync(IWorldKind kind, TaskInstance task, IAgent agent, int index) => await Episode.RunAsync(
        new EpisodePlan
        {
            Kind = kind,
            Task = task,
            Index = index,
            Key = RandomKey.FromSeed((ulong)index),
            Weights = kind.Descriptor.Weights,
            Limits = new EpisodeLimits(kind.Descriptor.MaxTurns, MaxTokensPerTurn: 4096, MaxTokens: 1 << 20),
            Instruction = kind.Descriptor.Instruction,
        },
        new EpisodeServices([agent], new LetterRenderer(), new PlainImageStore(), TimeProvider.System));
}
