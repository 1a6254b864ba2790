using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Guidance;
using Agentic.Training.Learning;
using Agentic.VisionPolicy;
using Agentic.Worlds;

namespace Agentic.Training.Tests.Guidance;

public sealed class OracleGuideTests
{
    public static TheoryData<string, string, string> Combinations
    {
        get
        {
            var all = new TheoryData<string, string, string>();
            foreach (var entry in WorldCatalog.All.Where(entry => entry.Descriptor.Kind == "native" && WorldCatalog.Create(entry.Name, NoOptions) is IOracleSource and IAnswerSource))
            {
                foreach (var what in GuidanceSettings.Kinds.Where(what => what switch
                {
                    GuidanceSettings.Prefix => entry.Descriptor.MaxTurns > 1,
                    GuidanceSettings.Correction or GuidanceSettings.Thought => entry.Descriptor.Roles.Length == 1,
                    _ => true,
                }))
                {
                    all.Add(entry.Name, what, "full");
                    all.Add(entry.Name, what, "last 0");
                }
            }

            return all;
        }
    }

    private static Dictionary<string, string> NoOptions { get; } = [];

    private static QwenConfig Model { get; } = QwenPresets.Tiny();

    /// <summary>Solutions of 101 characters, as published: round(25.25), round(50.5) to even, round(75.75).</summary>
    [Theory]
    [InlineData(101, 0.25, 25)]
    [InlineData(101, 0.5, 50)]
    [InlineData(101, 0.75, 76)]
    [InlineData(4, 0, 0)]
    [InlineData(4, 1, 4)]
    public void A_solution_is_shown_as_far_as_its_share_goes(int length, double share, int shown) =>
        Assert.Equal(new string('x', shown), SolutionGuide.Begin(new string('x', length), share));

    [Fact]
    public void No_character_is_cut_in_two() => Assert.Equal("a", SolutionGuide.Begin("a😀b", 0.5));

    /// <summary>No token of help is ever learnt from, whatever the world, the help and the context; the episode verifies; without the help its prompts hold none of it.</summary>
    [Theory, MemberData(nameof(Combinations))]
    public async Task Help_carries_no_loss_and_can_be_taken_out_again(string world, string what, string context)
    {
        var kind = WorldCatalog.Create(world, NoOptions);
        var renderer = new ChatRenderer(TinyVocabulary.Tokenizer, ImageProcessorConfig.Tiny);
        Assert.True(ContextWindow.TryParse(context, out var window));
        var helped = 0;
        for (var seed = 0; seed < 3; seed++)
        {
            var settings = new GuidanceSettings { What = what, Shares = [0.5] };
            var plain = new EpisodePlan
            {
                Kind = kind, Task = kind.Generate((ulong)seed, Difficulty.Default), Index = seed, Key = RandomKey.FromSeed((ulong)seed), Window = window,
                Limits = new EpisodeLimits(kind.Descriptor.MaxTurns, 256, 1 << 16), Weights = kind.Descriptor.Weights, Instruction = kind.Descriptor.Instruction,
            };
            ValueTask<EpisodeRecord> PlayAsync(EpisodePlan plan) => Episode.RunAsync(
                plan, new EpisodeServices([new RandomAgent((IAnswerSource)kind)], renderer, new PlainImageStore(), TimeProvider.System), TestContext.Current.CancellationToken);
            var helpful = what switch
            {
                GuidanceSettings.Expert => plain with { Guide = new ExpertGuide((IOracleSource)kind) },
                GuidanceSettings.Correction => new StepCorrection((IOracleSource)kind, 1, 0, kind.Descriptor.MaxTurns).Of(plain, await PlayAsync(plain)),
                _ => plain with { Guide = OracleGuides.Of(settings, (IOracleSource)kind, 0, 1, kind.Descriptor.MaxTurns) },
            };
            if (what == GuidanceSettings.Thought)
            {
                helped += await CheckThoughtsAsync(kind, plain, await PlayAsync(plain), settings, renderer);
                continue;
            }

            if (helpful is null)
            {
                continue;
            }

            var record = await PlayAsync(helpful);
            helped += record.HadHelp ? 1 : 0;

            Assert.Null(await EpisodeVerifier.VerifyAsync(record, kind, renderer, TestContext.Current.CancellationToken));
            for (var role = 0; role < record.Transcripts.Count; role++)
            {
                Assert.True(ScoredEpisode.TryFrom(record, out var scored, role), (record.End as EpisodeEnd.Faulted)?.Fault.Message);
                Assert.All(TrainingRow.Of(scored, 0), row => Assert.All(row.Learnt, at => Assert.Equal(SegmentOrigin.Sampled, row.Segments[at].Origin)));
                CheckPayments(settings, scored, renderer);
                var words = record.Turns.SelectMany(turn => turn.Observation.Parts).OfType<GuidancePart>().Select(part => part.Text).ToHashSet();
                Assert.All(UnguidedRows.Of(scored, 0, renderer), row => Assert.All(row.Segments, segment =>
                    Assert.False(segment.Origin == SegmentOrigin.Guidance && words.Contains(TinyVocabulary.Tokenizer.Decode(segment.Ids.AsSpan())))));
            }
        }

        Assert.True(helped > 0, "nothing of the three episodes was helped");
        await kind.Owned().DisposeAsync();
    }

    // A thought is a row of its own, all of it given; the episode is what it was.
    private static async Task<int> CheckThoughtsAsync(IWorldKind kind, EpisodePlan plan, EpisodeRecord record, GuidanceSettings settings, ITurnRenderer renderer)
    {
        var correction = new ThoughtCorrection(
            settings, (task, key) => plan with { Task = task, Key = key }, kind, new ThoughtfulOracle((IOracleSource)kind, kind), TinyVocabulary.Tokenizer, renderer, new PlainImageStore());
        var rows = await correction.RowsAsync([record], RandomKey.FromSeed(1), TestContext.Current.CancellationToken);
        Assert.False(record.HadHelp);
        Assert.All(rows, row => Assert.Equal((row.LearntTokens, SegmentOrigin.Guidance, row.Segments.Count - 1), (row.GivenTokens, row.Segments[^1].Origin, row.Learnt.Single())));
        return rows.Count;
    }

    // However help is paid: what the objective sees are the policy's own tokens, and given ones are learnt from only where the payment says so.
    private static void CheckPayments(GuidanceSettings settings, ScoredEpisode scored, ITurnRenderer renderer)
    {
        var own = scored.Record.Transcripts[scored.Role].Segments.Where(segment => segment.Origin == SegmentOrigin.Sampled).Sum(segment => segment.Ids.Length);
        foreach (var paid in GuidanceSettings.Payments)
        {
            var help = new PaidHelp(settings with { Paid = paid }, renderer);
            foreach (var isLearntFrom in new[] { true, false })
            {
                var rows = help.Rows(scored, 0, isLearntFrom).ToList();
                var (sampled, given) = (rows.Sum(row => row.LearntTokens - row.GivenTokens), rows.Sum(row => row.GivenTokens));
                Assert.All(rows, row => Assert.All(row.Learnt, at => Assert.True(row.Segments[at].Origin is SegmentOrigin.Sampled or SegmentOrigin.Guidance)));
                Assert.Equal(isLearntFrom && !(settings with { Paid = paid }).IsDistilled ? own : 0, sampled);
                Assert.True(given == 0 || paid == GuidanceSettings.Imitated || (isLearntFrom && paid is GuidanceSettings.Importance or GuidanceSettings.Shaped), $"{paid} learns from {given} given tokens");
                if (rows.Count > 0 && isLearntFrom)
                {
                    var batch = new SequenceBatch(RowSet.Fold(rows), Model, ComputeDevice.Cpu);
                    Assert.Equal((sampled, given), (batch.IsSampled_VR.Count(isIt => isIt), batch.IsGiven_VR.Count(isIt => isIt)));
                }
            }
        }
    }

    [Fact]
    public async Task Rows_without_the_help_are_the_rows_of_an_episode_that_never_had_it()
    {
        var (kind, renderer) = (new CountingKind(), new ChatRenderer(TinyVocabulary.Tokenizer, ImageProcessorConfig.Tiny));
        async Task<ScoredEpisode> PlayAsync(IGuide? guide)
        {
            var record = await Episode.RunAsync(
                new EpisodePlan
                {
                    Kind = kind, Task = kind.Generate(1, Difficulty.Default), Index = 0, Key = RandomKey.FromSeed(1), Limits = new EpisodeLimits(8, 16, 4096),
                    Weights = kind.Descriptor.Weights, Instruction = "Count.", Guide = guide,
                },
                new EpisodeServices([ScriptedAgent.Of(["up", "down", "up", "up", "up"])], renderer, new PlainImageStore(), TimeProvider.System), TestContext.Current.CancellationToken);
            return ScoredEpisode.TryFrom(record, out var scored) ? scored : throw new InvalidOperationException("it broke");
        }

        var plain = TrainingRow.Of(await PlayAsync(null), 0).ToList();
        var helped = await PlayAsync(new HintGuide(kind, 2));
        var relabelled = UnguidedRows.Of(helped, 0, renderer).ToList();
        Assert.Equal(plain.Select(row => row.Key), relabelled.Select(row => row.Key));
        Assert.NotEqual(plain.Select(row => row.Key), TrainingRow.Of(helped, 0).Select(row => row.Key));
        Assert.All(relabelled, row => Assert.True(row.IsRelabelled));

        // The same tokens, as those of a teacher: to be imitated behind the prompt without the help, and no choice of the policy's own.
        var distilled = new PaidHelp(new GuidanceSettings { What = GuidanceSettings.Hint, Paid = GuidanceSettings.Imitated }, renderer).Rows(helped, 0, isLearntFrom: false).ToList();
        Assert.Equal(plain.Select(row => row.Key), distilled.Select(row => row.Key));
        Assert.All(distilled, row => Assert.Equal(row.LearntTokens, row.GivenTokens));
        Assert.All(distilled, row => Assert.False(row.IsRelabelled));
    }
}
