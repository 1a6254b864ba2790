using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;
using Agentic.Training.SelfPlay;
using Agentic.Worlds;

namespace Agentic.Training.Tests.SelfPlay;

/// <summary>Rounds of self-play with agents that draw their answers: no policy, so that every step can be looked at.</summary>
public sealed class SelfPlayCollectorTests
{
    private const int Places = 12;

    [Fact]
    public async Task Each_role_is_paid_what_the_others_made_of_its_work()
    {
        var (round, collector) = await CollectAsync(Settings());
        var (proposer, solver, reader) = (round.Parts[0], round.Parts[1], round.Parts[2]);
        Assert.Equal(["proposer", "solver", "reader"], round.Parts.Select(part => part.Role));
        Assert.Equal((true, false), (solver.Settings.Learns, reader.Settings.Learns));
        Assert.Equal(Places, proposer.Episodes.Count);
        var bySlot = solver.Episodes.ToLookup(episode => episode.Parent!.Value.Episode);
        var confirmed = reader.Episodes.Where(episode => episode.IsSolved).Select(episode => episode.Parent!.Value.Episode).ToHashSet();
        Assert.InRange(confirmed.Count, 1, Places - 1);
        foreach (var episode in proposer.Episodes)
        {
            // What the reader did not confirm has no solvers and is worth nothing; what it did is worth 1 − p.
            var solvers = bySlot[episode.Index].ToList();
            Assert.Equal(confirmed.Contains(episode.Index) ? 4 : 0, solvers.Count);
            Assert.Equal(solvers.Count == 0 ? 0 : 1 - solvers.Average(one => one.IsSolved ? 1.0 : 0), episode.Part(SelfPlayParts.Challenge), 1e-12);
            Assert.Equal(solvers.Count == 0 ? 0 : 1, episode.Part(SelfPlayParts.Accepted));
        }

        // Nobody learns from what policies are judged by; the pool keeps the rest.
        Assert.All(solver.Scored, episode => Assert.Equal(Split.Train, episode.Record.Task.Split));
        Assert.Equal(solver.Episodes.Count(episode => episode.Task.Split == Split.Train), solver.Scored.Count);
        Assert.Equal(solver.Scored.Select(episode => episode.Record.Task.State).Distinct().Count(), collector.Pool.Problems.Length);
        Assert.Equal(confirmed.Count / (double)Places, round.Measures["self_play/accepted_share"], 1e-12);
    }

    [Fact]
    public async Task The_reader_is_shown_the_evidence_among_that_of_others()
    {
        var game = new CountingGame();
        await CollectAsync(Settings() with { NoiseDocuments = 3 }, game);
        Assert.NotEmpty(game.Shown);
        Assert.All(game.Shown, shown => Assert.Equal(4, shown.Distinct().Count()));
    }

    // A reader that breaks has confirmed nothing.
    [Fact]
    public async Task A_reader_that_breaks_refuses()
    {
        var (round, _) = await CollectAsync(Settings(), reader: new Always("hang up for good"));
        Assert.All(round.Parts[0].Episodes, episode => Assert.Equal(0, episode.Part(SelfPlayParts.Accepted)));
        Assert.Empty(round.Parts[1].Episodes);
        Assert.Equal(1, round.Measures["self_play/empty_share"]);
    }

    [Theory]
    [InlineData("exact")]
    [InlineData("none")]
    public async Task Another_verifier_leaves_the_reader_out(string verifier)
    {
        var game = new CountingGame();
        var (round, _) = await CollectAsync(Settings() with { Verifier = verifier, RefusedReward = -0.1 }, game);
        Assert.Equal(["proposer", "solver"], round.Parts.Select(part => part.Role));
        Assert.Empty(game.Shown);
        foreach (var episode in round.Parts[0].Episodes)
        {
            var proposal = game.Read(episode);
            var accepted = proposal.Failure is null && (verifier == "none" || proposal.IsExact == true);
            Assert.Equal(accepted ? 1 : 0, episode.Part(SelfPlayParts.Accepted));
            Assert.True(accepted || episode.Part(SelfPlayParts.Challenge) == -0.1);
        }
    }

    [Fact]
    public async Task Refused_places_are_filled_with_what_was_accepted_before()
    {
        var collector = Collector(Settings() with { MostSuccess = 1, ResetEvery = 2 });
        var first = await collector.CollectAsync(0, TestContext.Current.CancellationToken);
        var pool = collector.Pool;
        var second = await collector.CollectAsync(1, TestContext.Current.CancellationToken);
        Assert.Equal(0, first.Measures["self_play/replayed_share"]);
        var replayed = second.Parts[1].Episodes.Where(episode => episode.Parent is null).ToList();
        Assert.NotEmpty(replayed);
        Assert.All(replayed, episode => Assert.Contains(pool.Problems, problem => problem.Task == episode.Task.State));
        Assert.Equal(Places * 4, second.Parts[1].Episodes.Count);

        // Cleared at every second round: what is left then was played in it.
        await collector.CollectAsync(2, TestContext.Current.CancellationToken);
        Assert.All(collector.Pool.Problems, problem => Assert.Equal(2, problem.Update));
    }

    [Fact]
    public async Task Refused_places_are_proposed_for_again()
    {
        var (once, _) = await CollectAsync(Settings() with { Completion = "dummy" });
        var (again, _) = await CollectAsync(Settings() with { Completion = "resample", Resamples = 4 });
        Assert.True(again.Parts[1].Episodes.Count > once.Parts[1].Episodes.Count);
        Assert.True(again.Parts[0].Episodes.Count > Places);
        // Numbers are unique, and siblings stand together.
        Assert.Equal(again.Parts[0].Episodes.Count, again.Parts[0].Episodes.Select(episode => episode.Index).Distinct().Count());
        Assert.Equal(again.Parts[0].Episodes.OrderBy(episode => episode.Group).ThenBy(episode => episode.Member), again.Parts[0].Episodes);
        Assert.Equal(Places, again.Parts[0].Episodes.Select(episode => episode.Group).Distinct().Count());
    }

    [Fact]
    public async Task Neither_workers_nor_a_pool_from_a_checkpoint_change_a_round()
    {
        var settings = Settings() with { MostSuccess = 1, ResetEvery = 3 };
        var (whole, resumed) = (Collector(settings, workers: 1), Collector(settings, workers: 16));
        var rounds = new List<string>();
        string? saved = null;
        for (var update = 0; update < 5; update++)
        {
            rounds.Add(Words(await whole.CollectAsync(update, TestContext.Current.CancellationToken)));
            saved = update == 1 ? whole.Save()!.ToJsonString() : saved;
        }

        // Cancelled in the middle of a round, it has not changed.
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        resumed.Restore(System.Text.Json.Nodes.JsonNode.Parse(saved!));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resumed.CollectAsync(2, stopped.Token));
        Assert.Equal(saved, resumed.Save()!.ToJsonString());
        for (var update = 2; update < 5; update++)
        {
            Assert.Equal(rounds[update], Words(await resumed.CollectAsync(update, TestContext.Current.CancellationToken)));
        }

        Assert.Equal(whole.Save()!.ToJsonString(), resumed.Save()!.ToJsonString());
        Assert.NotEmpty(whole.Pool.Problems);
    }

    private static string Words(Round round) => string.Join('\n', round.Parts.SelectMany(part => part.Scored.Select(episode =>
        $"{part.Role} {episode.Record.Index} {episode.Record.Group} {episode.Record.Task.State} {episode.Record.Parent} {string.Join(' ', episode.Record.Turns.Select(turn => turn.Text))} {episode.Return}")))
        + "\n" + string.Join('\n', round.Measures);

    private static SelfPlaySettings Settings() => new();

    private static async Task<(Round Round, SelfPlayCollector Collector)> CollectAsync(SelfPlaySettings settings, CountingGame? game = null, IAgent? reader = null)
    {
        var collector = Collector(settings, game, reader);
        return (await collector.CollectAsync(0, TestContext.Current.CancellationToken), collector);
    }

    private static SelfPlayCollector Collector(SelfPlaySettings settings, CountingGame? game = null, IAgent? reader = null, int? workers = null)
    {
        game ??= new CountingGame();
        var train = new TrainSettings { Groups = Places, GroupSize = 1 };
        var scenario = ScenarioReader.Read("name: c\nworld: { name: maze }", "c.yaml", ScenarioVocabulary.Default).Scenario with
        {
            SelfPlay = settings,
            Limits = new EpisodeLimits(6),
            Train = train with { Roles = train.Roles.Add("proposer", train).Add("solver", train with { GroupSize = 4 }) },
        };
        return new SelfPlayCollector(scenario, game, role => new EpisodeServices(
            [role == "reader" && reader is not null ? reader : new RandomAgent((IAnswerSource)game.Kinds.Proposer)], new LetterRenderer(), new PlainImageStore(), TimeProvider.System), workers);
    }

    /// <summary>An agent that cannot answer.</summary>
    private sealed class Always(string why) : IAgent
    {
        public ValueTask<AgentReply> ActAsync(AgentTurn turn, CancellationToken cancellation) => throw new AgentFaultException(why, retryable: false);
    }
}
