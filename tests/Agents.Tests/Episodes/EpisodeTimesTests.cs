using Agentic.Testing;

namespace Agentic.Agents.Tests.Episodes;

public sealed class EpisodeTimesTests
{
    // An agent that takes five seconds a turn, two of them waiting; the second attempt alone counts by turn, both in the total.
    [Fact]
    public async Task The_time_of_a_turn_is_the_policys_the_worlds_or_the_queues()
    {
        var clock = new HandClock();
        var kind = new CountingKind(goal: 2, crashes: 1);
        var services = new EpisodeServices([new SlowAgent(clock)], new LetterRenderer(), new PlainImageStore(), clock);
        var plan = new EpisodePlan
        {
            Kind = kind, Task = kind.Generate(1, Difficulty.Default), Index = 0, Key = RandomKey.FromSeed(1), Limits = new EpisodeLimits(8),
            Weights = RewardWeights.Default, Instruction = "Count.",
        };
        EpisodeTimes? times = null;
        var records = EpisodePool.RunAsync([plan], services, workers: 1, timed: (_, spent) => times = spent, cancellation: TestContext.Current.CancellationToken);
        var record = await records.SingleAsync(TestContext.Current.CancellationToken);

        var turn = new TurnTimes(TimeSpan.FromSeconds(3), default, TimeSpan.FromSeconds(2));
        Assert.Equal(1, record.Retries);
        Assert.Equal([turn, turn], times!.Turns);
        Assert.Equal(new TurnTimes(TimeSpan.FromSeconds(6), default, TimeSpan.FromSeconds(4)), times.Sum());
        Assert.Equal(TimeSpan.FromSeconds(20), times.Total);
    }

    private sealed class SlowAgent(HandClock clock) : IAgent
    {
        public ValueTask<AgentReply> ActAsync(AgentTurn turn, CancellationToken cancellation)
        {
            clock.Pass(TimeSpan.FromSeconds(5));
            // A crash that no longer crashes counts as "up".
            return ValueTask.FromResult(new AgentReply(turn.Turn == 0 ? "up" : "crash") { Waited = TimeSpan.FromSeconds(2) });
        }
    }

    private sealed class HandClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _now);

        public void Pass(TimeSpan time) => Interlocked.Add(ref _now, time.Ticks);
    }
}
