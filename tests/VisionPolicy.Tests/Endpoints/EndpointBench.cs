using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.VisionPolicy.Tests.Endpoints;

/// <summary>An agent against a test server, with what a turn needs.</summary>
internal static class EndpointBench
{
    public static readonly ITurnRenderer Renderer = QwenPolicy.TinyRenderer();

    public static EndpointAgent Agent(Uri url, IImageStore? images = null, TimeProvider? clock = null, Func<EndpointOptions, EndpointOptions>? change = null)
    {
        var options = new EndpointOptions
        {
            BaseUrl = url,
            Model = "m",
            Deadline = TimeSpan.FromSeconds(20),
            MaxAttempts = 3,
            FirstPause = TimeSpan.FromMilliseconds(10),
            MaxAnswerBytes = 1 << 20,
        };
        return new EndpointAgent(change?.Invoke(options) ?? options, images ?? new MemoryImageStore(), TinyVocabulary.Tokenizer, Renderer, clock ?? TimeProvider.System);
    }

    public static AgentTurn Turn() => new(
        new CountingKind().Generate(1, Difficulty.Default), 0, Observation.Of(new TextPart("count 0")), [], [], 5, RandomKey.FromSeed(3))
    { Instruction = "Count." };

    public static async Task<AgentReply> Ask(EndpointAgent agent) => await agent.ActAsync(Turn(), TestContext.Current.CancellationToken);

    public static Task<AgentFaultException> Fault(EndpointAgent agent) => Assert.ThrowsAsync<AgentFaultException>(() => Ask(agent));

    public static ValueTask<EpisodeRecord> Play(EndpointAgent agent, IImageStore images, ContextWindow window, int goal = 3) => Episode.RunAsync(
        new EpisodePlan
        {
            Kind = new CountingKind(goal),
            Task = new CountingKind(goal).Generate(1, Difficulty.Default),
            Index = 0,
            Key = RandomKey.FromSeed(5),
            Limits = new EpisodeLimits(8),
            Weights = RewardWeights.Default,
            Instruction = "Count.",
            Window = window,
        },
        new EpisodeServices([agent], Renderer, images, TimeProvider.System), TestContext.Current.CancellationToken);
}
