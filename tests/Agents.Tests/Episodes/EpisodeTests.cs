using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.Agents.Tests.Episodes;

public sealed class EpisodeTests
{
    private static readonly EpisodeServices Nobody = new([], new LetterRenderer(), new PlainImageStore(), TimeProvider.System);

    [Fact]
    public async Task Three_steps_up_solve_the_task_and_pay_outcome_and_format()
    {
        var record = await PlayAsync(new CountingKind(), "up", "up", "up");

        Assert.Equal(new EpisodeEnd.Terminated(true), record.End);
        Assert.Equal(3, record.Turns.Length);
        Assert.Equal(0.9 + 0.1, record.Return(), 12); // 0.9 · outcome 1 + 0.1 · format 1
    }

    [Fact]
    public async Task An_unparsable_answer_costs_the_turn_and_the_format_but_changes_nothing()
    {
        var record = await PlayAsync(new CountingKind(), "up", "fly", "up", "up");

        Assert.True(record.IsSolved);
        Assert.Equal(record.Turns[1].State, record.Turns[2].State);
        Assert.Null(record.Turns[1].Action);
        Assert.False(record.Turns[1].Legal);
        Assert.Contains("expected 'up' or 'down'", record.Turns[2].Observation.Text, StringComparison.Ordinal);
        Assert.Equal(0.9, record.Return(), 12);
    }

    [Fact]
    public async Task Three_unparsable_answers_in_a_row_end_the_episode()
    {
        var record = await PlayAsync(new CountingKind(), "?", "?", "up", "?", "?", "?", "up");

        Assert.Equal(new EpisodeEnd.Truncated(TruncationReason.Unparsable), record.End);
        Assert.Equal(6, record.Turns.Length);
    }

    [Fact]
    public async Task Running_out_of_turns_is_the_engines_word_and_the_world_judges_what_was_reached()
    {
        var record = await PlayAsync(new CountingKind(goal: 4), new EpisodeLimits(MaxTurns: 2), "up", "up");

        Assert.Equal(new EpisodeEnd.Truncated(TruncationReason.OutOfTurns), record.End);
        Assert.Equal(0.5, record.Part("progress"), 12); // 2 of 4
        Assert.Equal(0.1, record.Return(), 12); // progress weighs nothing here
    }

    [Fact]
    public async Task Running_out_of_tokens_cuts_before_the_prompt_is_read()
    {
        // Preamble "Count." 6, observation "TextPart { Text = count 0 }" and a picture: 28, a reply of up to 4: 38 > 37.
        var record = await PlayAsync(new CountingKind(), new EpisodeLimits(8, MaxTokensPerTurn: 4, MaxTokens: 37), "up");

        Assert.Equal(new EpisodeEnd.Truncated(TruncationReason.OutOfTokens), record.End);
        Assert.Empty(record.Turns);
    }

    [Fact]
    public async Task A_crash_is_a_fault_without_any_reward_and_cannot_be_scored()
    {
        var record = await PlayAsync(new CountingKind(), "up", "crash");

        var fault = Assert.IsType<EpisodeEnd.Faulted>(record.End).Fault;
        Assert.Equal("world", fault.Source);
        Assert.Contains("the pipe is broken", fault.Message, StringComparison.Ordinal);
        Assert.False(ScoredEpisode.TryFrom(record, out _));
        Assert.Equal(0, record.Return());
    }

    [Fact]
    public async Task A_world_that_hangs_is_a_fault_when_the_time_is_up()
    {
        var record = await PlayAsync(new CountingKind(), new EpisodeLimits(8, MaxTime: TimeSpan.FromMilliseconds(50)), "up", "hang");

        Assert.Contains("time limit", Assert.IsType<EpisodeEnd.Faulted>(record.End).Fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_prompt_of_a_turn_is_the_one_before_with_the_reply_and_the_new_observation_behind_it()
    {
        var record = await PlayAsync(new CountingKind(), "up", "up", "up");
        var transcript = record.Transcripts[0];

        for (var turn = 1; turn < 3; turn++)
        {
            var before = transcript.Prompt(turn - 1).SelectMany(segment => segment.Ids).ToArray();
            var reply = transcript.Segments[transcript.Turns[turn - 1].Reply!.Value].Ids;
            var now = transcript.Prompt(turn).SelectMany(segment => segment.Ids).ToArray();
            Assert.Equal(before.Concat(reply), now.Take(before.Length + reply.Length));
        }
    }

    [Fact]
    public async Task A_window_of_none_shows_the_instruction_and_the_present_observation_only()
    {
        var plan = Plan(new CountingKind()) with { Window = ContextWindow.Last(0) };
        var record = await Episode.RunAsync(plan, Nobody with { Agents = [ScriptedAgent.Of(["up", "up", "up"])] }, TestContext.Current.CancellationToken);

        var prompt = record.Transcripts[0].Prompt(2);
        Assert.Equal([SegmentOrigin.System, SegmentOrigin.Observation, SegmentOrigin.Image], prompt.Select(segment => segment.Origin));
    }

    [Fact]
    public async Task A_broken_episode_is_tried_again_and_the_attempts_are_counted()
    {
        var kind = new CountingKind(goal: 2, crashes: 2);
        var services = Nobody with { Agents = [ScriptedAgent.Of(["up", "crash"])] }; // a crash that no longer crashes counts as "up"
        var records = EpisodePool.RunAsync([Plan(kind)], services, workers: 1, retries: 2, cancellation: TestContext.Current.CancellationToken);
        var record = await records.SingleAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, record.Retries);
        Assert.True(record.IsSolved);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    public async Task Records_come_in_the_order_of_their_plans_whatever_the_number_of_workers(int workers)
    {
        var kind = new CountingKind();
        var services = Nobody with { Agents = [new RandomAgent(kind)] };
        var root = RandomKey.FromSeed(5);
        var plans = Enumerable.Range(0, 200).Select(index => Plan(kind) with { Index = index, Key = root.Derive((ulong)index) });
        var answers = new List<string>();
        await foreach (var record in EpisodePool.RunAsync(plans, services, workers, cancellation: TestContext.Current.CancellationToken))
        {
            answers.Add($"{record.Index}:{string.Join(',', record.Turns.Select(turn => turn.Text))}");
        }

        // The digest of one worker's answers, computed here again with the plain loop.
        var expected = new List<string>();
        foreach (var plan in plans)
        {
            var record = await Episode.RunAsync(plan, services, TestContext.Current.CancellationToken);
            expected.Add($"{record.Index}:{string.Join(',', record.Turns.Select(turn => turn.Text))}");
        }

        Assert.Equal(expected, answers);
    }

    [Fact]
    public async Task A_replay_finds_the_turn_at_which_a_record_was_changed()
    {
        var kind = new CountingKind();
        var record = await PlayAsync(kind, "up", "fly", "up", "up");
        var renderer = new LetterRenderer();

        Assert.Null(await EpisodeVerifier.VerifyAsync(record, kind, renderer, TestContext.Current.CancellationToken));

        var forged = record with { Turns = record.Turns.SetItem(2, record.Turns[2] with { Score = 5 }) };
        var mismatch = await EpisodeVerifier.VerifyAsync(forged, kind, renderer, TestContext.Current.CancellationToken);
        Assert.Equal((0L, 2, "reward"), (mismatch!.Episode, mismatch.Turn!.Value, mismatch.What));
    }

    private static EpisodePlan Plan(IWorldKind kind) => new()
    {
        Kind = kind, Task = kind.Generate(1, Difficulty.Default), Index = 0, Key = RandomKey.FromSeed(1), Limits = new EpisodeLimits(8),
        Weights = RewardWeights.Default, Instruction = "Count.",
    };

    private static Task<EpisodeRecord> PlayAsync(IWorldKind kind, params string[] answers) => PlayAsync(kind, new EpisodeLimits(8), answers);

    private static async Task<EpisodeRecord> PlayAsync(IWorldKind kind, EpisodeLimits limits, params string[] answers) =>
        await Episode.RunAsync(Plan(kind) with { Limits = limits }, Nobody with { Agents = [ScriptedAgent.Of(answers)] });
}
