using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Guidance;

namespace Agentic.Training.Tests.Guidance;

/// <summary>A world that only shows what to do while it is played, as pages do, lends its experts' rows all the same.</summary>
public sealed class LiveWorldTests : IWorldKind
{
    public WorldDescriptor Descriptor { get; } = new()
    {
        Name = "button", Version = 1, Summary = "Press.", Instruction = "Press.", ActionGrammar = "press N", TaskExample = "{}", TaskFields = [], MaxTurns = 3, Demonstrates = true,
    };

    [Fact]
    public async Task An_experts_row_enters_as_help()
    {
        var guidance = GroupGuidance.For(new GuidanceSettings { When = GuidanceSettings.Always, What = GuidanceSettings.Expert }, this, turns: 3, members: 2);
        var (own, expert) = (await PlayAsync(guidance.First(Plan(member: 0), 0)), await PlayAsync(guidance.First(Plan(member: 1), 0)));
        Assert.Equal((false, false), (own.IsSolved, own.HadHelp));
        Assert.Equal((true, true), (expert.IsSolved, expert.HadHelp));
        Assert.Equal(["press 4", "press 5"], expert.Turns.Select(turn => turn.Text));
        Assert.All(expert.Turns, turn => Assert.True(expert.IsGuided(turn)));
    }

    [Theory]
    [InlineData(GuidanceSettings.Hint)]
    [InlineData(GuidanceSettings.Prefix)]
    [InlineData(GuidanceSettings.Solution)]
    public void Help_that_must_be_known_beforehand_is_refused_with_the_way_out(string what) => Assert.Contains(
        $"'button' has no oracle that knows {what}; it shows what to do as it is played, so take what: expert",
        Assert.Throws<InvalidOperationException>(() => GroupGuidance.For(new GuidanceSettings { What = what }, this, turns: 3)).Message, StringComparison.Ordinal);

    public TaskInstance Generate(ulong seed, Difficulty difficulty) => new() { World = "button", WorldVersion = 1, Seed = seed, State = "{}", Payload = this };

    public TaskInstance Read(JsonElement state) => Generate(0, Difficulty.Default);

    public ActionParse Parse(TaskInstance task, string text) => ActionParse.Understood(new Press());

    public IWorld Open(TaskInstance task, WorldContext context) => new Button();

    private EpisodePlan Plan(int member) => new()
    {
        Kind = this, Task = Generate(1, Difficulty.Default), Index = member, Member = member, Key = RandomKey.FromSeed(1), Limits = new EpisodeLimits(3), Weights = RewardWeights.Default, Instruction = "Press.",
    };

    private static async Task<EpisodeRecord> PlayAsync(EpisodePlan plan) => await Episode.RunAsync(
        plan, new EpisodeServices([ScriptedAgent.Of(["press 1", "press 1", "press 1"])], new LetterRenderer(), new PlainImageStore(), TimeProvider.System), TestContext.Current.CancellationToken);

    // Which number is right is known when the one before has been pressed.
    private sealed class Button : IWorld, IDemonstrator
    {
        private int _pressed;

        public StateKey StateKey => new((ulong)_pressed);

        public ValueTask<string?> DemonstrateAsync(CancellationToken cancellation) => new($"press {_pressed + 4}");

        public ValueTask<Observation> ObserveAsync(CancellationToken cancellation) => new(Observation.Of(new TextPart($"pressed {_pressed}")));

        public ValueTask<StepOutcome> StepAsync(AgentAction action, CancellationToken cancellation) =>
            new(action.Text == $"press {_pressed + 4}" && ++_pressed == 2 ? StepOutcome.Success : new StepOutcome.Continued());

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed record Press : TypedAction
    {
        public override string Canonical => "press";
    }
}
