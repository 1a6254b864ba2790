using Agentic.Testing;

namespace Agentic.Agents.Tests.Guidance;

public sealed class GuidedEpisodeTests
{
    private static readonly CountingKind Kind = new();

    [Fact]
    public async Task Words_of_help_stand_last_in_the_observation_and_are_tokens_of_guidance()
    {
        var record = await PlayAsync(new Always(new Help(Words: "  say up\n")), "up", "up", "up");

        Assert.True(record.IsSolved);
        Assert.All(record.Turns, turn => Assert.Equal(new GuidancePart("say up"), turn.Observation.Parts[^1]));
        Assert.All(record.Turns, turn => Assert.DoesNotContain(turn.Observation.WithoutHelp().Parts, part => part is GuidancePart));
        Assert.StartsWith("Observation {", record.Turns[0].Observation.ToString(), StringComparison.Ordinal);
        Assert.Equal(3, record.Transcripts[0].Segments.Count(segment => segment.Origin == SegmentOrigin.Guidance));
        Assert.All(record.Turns, turn => Assert.False(record.IsGuided(turn)));
    }

    [Fact]
    public async Task An_answer_in_the_policys_place_moves_the_world_and_is_nothing_that_was_sampled()
    {
        var record = await PlayAsync(new First(2), "down", "down", "up");

        // The script's first two answers were never asked for.
        Assert.True(record.IsSolved);
        Assert.Equal(["up", "up", "up"], record.Turns.Select(turn => turn.Text));
        Assert.Equal([true, true, false], record.Turns.Select(record.IsGuided));
        Assert.Single(record.Transcripts[0].Segments, segment => segment.Origin == SegmentOrigin.Sampled);
    }

    [Fact]
    public async Task Nobody_and_a_guide_that_gives_nothing_are_the_same_episode()
    {
        foreach (var nothing in new Help[] { Help.None, new(Words: " \n ") })
        {
            Assert.Equal(EpisodeCodec.Encode(await PlayAsync(null, "up", "down", "up", "up", "up")), EpisodeCodec.Encode(await PlayAsync(new Always(nothing), "up", "down", "up", "up", "up")));
        }
    }

    [Fact]
    public async Task A_guided_episode_is_recorded_and_plays_again_to_the_same_record()
    {
        foreach (var guide in new IGuide[] { new Always(new Help(Words: "say up")), new First(2), new Always(new Help("say up", "up")) })
        {
            var record = await PlayAsync(guide, "up", "up", "up");
            Assert.True(record.HadHelp);

            Assert.Null(await EpisodeVerifier.VerifyAsync(record, Kind, new LetterRenderer(), TestContext.Current.CancellationToken));
            var read = EpisodeCodec.Decode(EpisodeCodec.Encode(record));
            Assert.Equal(record.Turns.Select(turn => turn.Observation), read.Turns.Select(turn => turn.Observation));
            Assert.Equal(record.Turns.Select(record.IsGuided), read.Turns.Select(read.IsGuided));
            Assert.Null(await EpisodeVerifier.VerifyAsync(read with { Task = record.Task }, Kind, new LetterRenderer(), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task A_guide_that_breaks_is_a_fault()
    {
        var record = await PlayAsync(new Broken(), "up");

        var fault = Assert.IsType<EpisodeEnd.Faulted>(record.End).Fault;
        Assert.Contains("no idea", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<EpisodeRecord> PlayAsync(IGuide? guide, params string[] answers) => await Episode.RunAsync(
        new EpisodePlan
        {
            Kind = Kind, Task = Kind.Generate(1, Difficulty.Default), Index = 0, Key = RandomKey.FromSeed(1), Limits = new EpisodeLimits(8),
            Weights = RewardWeights.Default, Instruction = "Count.", Guide = guide,
        },
        new EpisodeServices([ScriptedAgent.Of(answers)], new LetterRenderer(), new PlainImageStore(), TimeProvider.System), TestContext.Current.CancellationToken);

    private sealed class Always(Help help) : IGuide
    {
        public ValueTask<Help> HelpAsync(GuideTurn turn, CancellationToken cancellation) => ValueTask.FromResult(help);
    }

    private sealed class First(int turns) : IGuide
    {
        public ValueTask<Help> HelpAsync(GuideTurn turn, CancellationToken cancellation) =>
            ValueTask.FromResult(turn.Turn < turns ? new Help(Answer: "up") : Help.None);
    }

    private sealed class Broken : IGuide
    {
        public ValueTask<Help> HelpAsync(GuideTurn turn, CancellationToken cancellation) => throw new IOException("no idea");
    }
}
