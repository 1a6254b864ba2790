using Agentic.Agents;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;
using Agentic.Worlds;

namespace Agentic.Training.SelfPlay;

/// <summary>An episode and where its time went.</summary>
internal sealed record Played(EpisodeRecord Record, EpisodeTimes Times);

/// <summary>Plays the three roles' episodes of a round. Numbers of episodes are unique within a run; random streams follow from them.</summary>
internal sealed class SelfPlayRollouts
{
    private readonly Scenario _scenario;
    private readonly ISelfPlayGame _game;
    private readonly int? _workers;
    private readonly TaskSampler _answers;
    private readonly RandomKey _key;
    private readonly EpisodeServices _proposer;
    private readonly EpisodeServices _solver;
    private readonly EpisodeServices _reader;
    private readonly int _places;
    private readonly int _each;
    private readonly int _solvers;
    private long _update;

    /// <param name="scenario">How much is played.</param>
    /// <param name="game">What is played.</param>
    /// <param name="players">Who plays a role.</param>
    /// <param name="workers">Episodes in play at one moment; null for all of a step.</param>
    public SelfPlayRollouts(Scenario scenario, ISelfPlayGame game, Func<string, EpisodeServices> players, int? workers)
    {
        (_scenario, _game, _workers) = (scenario, game, workers);
        _key = RandomKey.FromSeed(scenario.Seed).Derive("rollouts");
        _answers = new TaskSampler(game.Kinds.Proposer, scenario.World.Difficulty, Split.Train, RandomKey.FromSeed(scenario.Seed).Derive("answers"));
        (_proposer, _solver, _reader) = (players(SelfPlaySettings.Proposer), players(SelfPlaySettings.Solver), players(SelfPlaySettings.Reader));
        _each = scenario.Train.Of(SelfPlaySettings.Proposer).GroupSize;
        _places = scenario.Train.Groups * _each;
        _solvers = scenario.Train.Of(SelfPlaySettings.Solver).GroupSize;
    }

    // Proposals of all attempts, their readings, and the solvers of every place.
    private long Span => (2L * Proposals) + ((long)_places * _solvers);

    private int Proposals => _places * (1 + _scenario.SelfPlay!.Resamples);

    /// <summary>Begins a round.</summary>
    public void Begin(long update) => _update = update;

    /// <summary>The place of the solvers' batch that a proposal was made for.</summary>
    public long PlaceOf(EpisodeRecord proposed) => (_update * _places) + ((proposed.Index - (_update * Span)) % _places);

    /// <summary>Asks for proposals.</summary>
    /// <param name="places">Numbers of the places to fill; null for all.</param>
    /// <param name="attempt">0 for the first time.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<List<Candidate>> ProposeAsync(IReadOnlyList<long>? places, int attempt, CancellationToken cancellation)
    {
        var first = _update * _places;
        var plans = (places ?? [.. Enumerable.Range(0, _places).Select(at => first + at)]).Select(place =>
        {
            var (group, member) = (place / _each, (int)(place % _each) + (attempt * _each));
            var index = (_update * Span) + (attempt * _places) + (place - first);
            return ScenarioEpisodes.Plan(_scenario, _game.Kinds.Proposer, _answers.Get(group), index, group, member, _key.Derive((ulong)index));
        });
        return [.. (await PlayAsync([.. plans], _proposer, cancellation)).Select(one => new Candidate(one.Record, one.Times, _game.Read(one.Record)))];
    }

    /// <summary>Lets the reader answer.</summary>
    /// <param name="checks">Whose proposal, and the task.</param>
    /// <param name="cancellation">Stops it.</param>
    public Task<List<Played>> ReadAsync(IReadOnlyList<(EpisodeRecord Parent, TaskInstance Task)> checks, CancellationToken cancellation) =>
        PlayAsync([.. checks.Select(check =>
        {
            var index = check.Parent.Index + Proposals;
            return ScenarioEpisodes.Plan(_scenario, _game.Kinds.Reader, check.Task, index, PlaceOf(check.Parent), 0, _key.Derive((ulong)index))
                with { Parent = new EpisodeParent(check.Parent.Index) };
        })], _reader, cancellation);

    /// <summary>Solves the problems of the places that have one.</summary>
    public Task<List<Played>> SolveAsync(IReadOnlyList<Slot> slots, IReadOnlyList<Candidate> candidates, CancellationToken cancellation) =>
        PlayAsync([.. slots.Where(slot => slot.Task is not null).SelectMany(slot => Enumerable.Range(0, _solvers).Select(member =>
        {
            var index = (_update * Span) + (2L * Proposals) + ((slot.Number - (_update * _places)) * _solvers) + member;
            return ScenarioEpisodes.Plan(_scenario, _game.Kinds.Solver, slot.Task!, index, slot.Number, member, _key.Derive((ulong)index))
                with { Parent = slot.Candidate >= 0 ? new EpisodeParent(candidates[slot.Candidate].Record.Index) : null };
        }))], _solver, cancellation);

    private async Task<List<Played>> PlayAsync(IReadOnlyList<EpisodePlan> plans, EpisodeServices services, CancellationToken cancellation)
    {
        var times = new System.Collections.Concurrent.ConcurrentDictionary<long, EpisodeTimes>();
        var played = new List<Played>(plans.Count);
        await foreach (var record in EpisodePool.RunAsync(
            plans, services, _workers ?? Math.Max(1, plans.Count), timed: (record, spent) => times[record.Index] = spent, cancellation: cancellation))
        {
            played.Add(new Played(record, times[record.Index]));
        }

        return played;
    }
}
