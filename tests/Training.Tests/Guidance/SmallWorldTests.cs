using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Guidance;
using Agentic.Training.ProcessRewards;
using Agentic.VisionPolicy;

namespace Agentic.Training.Tests.Guidance;

/// <summary>A world with an oracle and nothing else of its own has all kinds of help, and process rewards.</summary>
public sealed class SmallWorldTests : IWorldKind, IOracleSource, IWorld, IOracle
{
    private int _steps;

    public WorldDescriptor Descriptor { get; } = new() { Name = "stairs", Version = 1, Summary = "Climb.", Instruction = "Climb.", ActionGrammar = "up", TaskExample = "{}", TaskFields = [], MaxTurns = 4 };
    public StateKey StateKey => new((ulong)_steps);

    public TaskInstance Generate(ulong seed, Difficulty difficulty) => new() { World = "stairs", WorldVersion = 1, Seed = seed, State = "{}", Payload = this };
    public TaskInstance Read(JsonElement state) => Generate(0, Difficulty.Default);
    public ActionParse Parse(TaskInstance task, string text) => ActionParse.Understood(new Step());
    public IWorld Open(TaskInstance task, WorldContext context) => new SmallWorldTests();

    public ValueTask<Observation> ObserveAsync(CancellationToken cancellation) => new(Observation.Of(new TextPart($"step {_steps}")));

    public ValueTask<StepOutcome> StepAsync(AgentAction action, CancellationToken cancellation) => new((_steps += action.Text.EndsWith("up", StringComparison.Ordinal) ? 1 : 0) == 3 ? StepOutcome.Success : new StepOutcome.Continued());
    public IOracle CreateOracle(TaskInstance task) => this;
    public string? Next(IReadOnlyList<string> answers) => Climbed(answers) < 3 ? "up" : null;
    public bool IsOnTheWay(IReadOnlyList<string> answers) => true;
    public string Hint(IReadOnlyList<string> answers, int level) => $"{3 - Climbed(answers)} to go";

    [Fact]
    public async Task It_is_helped_in_every_way()
    {
        var (renderer, token, key) = (new ChatRenderer(TinyVocabulary.Tokenizer), TestContext.Current.CancellationToken, RandomKey.FromSeed(1));
        EpisodePlan Plan(TaskInstance task, RandomKey root) => new() { Kind = this, Task = task, Index = 0, Key = root, Limits = new EpisodeLimits(4), Weights = RewardWeights.Default, Instruction = "Climb." };
        async Task<EpisodeRecord> PlayAsync(string what) => await Episode.RunAsync(
            Plan(Generate(1, Difficulty.Default), key) with { Guide = OracleGuides.Of(new GuidanceSettings { What = what }, this, 0, 1, 4) }, new EpisodeServices([ScriptedAgent.Of(["down", "up", "up", "up"])], renderer, new PlainImageStore(), TimeProvider.System), token);

        var (hinted, begun) = (await PlayAsync(GuidanceSettings.Hint), await PlayAsync(GuidanceSettings.Prefix));
        Assert.Equal(["3 to go", "3 to go", "2 to go", "1 to go"], hinted.Turns.Select(turn => turn.Observation.Parts.OfType<GuidancePart>().Single().Text));
        Assert.Equal([true, false, false], begun.Turns.Select(begun.IsGuided));
        var thoughts = await new ThoughtCorrection(new GuidanceSettings { What = GuidanceSettings.Thought }, Plan, this, new ThoughtfulOracle(this, this), TinyVocabulary.Tokenizer, renderer, new PlainImageStore()).RowsAsync([hinted], key, token);
        Assert.Equal(["<think>3 to go</think>", "<think>3 to go</think>", "<think>2 to go</think>", "<think>1 to go</think>"], thoughts.Select(row => TinyVocabulary.Tokenizer.Decode(row.Segments[^1].Ids.AsSpan(), skipSpecial: true)));
        Assert.True(ScoredEpisode.TryFrom(hinted, out var scored));
        Assert.Equal([0, 1, 1, 1], ProcessJudge.For(this, 4, ["distance"]).Worths("distance", [scored]).Single().Select(worth => Math.Sign(worth.After - worth.Before)));
    }

    private static int Climbed(IReadOnlyList<string> answers) => answers.Count(answer => answer == "up");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed record Step : TypedAction
    {
        public override string Canonical => "up";
    }
}
