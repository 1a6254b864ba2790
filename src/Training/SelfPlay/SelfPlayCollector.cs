using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;
using Agentic.Worlds;

namespace Agentic.Training.SelfPlay;

/// <summary>
/// Collects rounds in which one role makes the tasks that another solves: propose → check by rules, reader and truth → fill the refused
/// places → solve → pay both. Search self-play, arXiv 2510.18821.
/// </summary>
/// <remarks>
/// All of a round is sampled with the weights before it. A round is a function of its number, the weights and the pool; the pool changes at
/// its very end. Two things are otherwise than published: a reader that breaks refuses (there it accepts), and a place that nothing fills
/// stays empty, because batches may be ragged here.
/// </remarks>
public sealed class SelfPlayCollector : IRoundCollector
{
    private readonly Scenario _scenario;
    private readonly SelfPlaySettings _settings;
    private readonly SelfPlayRollouts _rollouts;
    private readonly ISelfPlayGame _game;
    private readonly RandomKey _key;

    private readonly Action _begin;

    /// <summary>Collects with the session's policy in every role.</summary>
    /// <param name="session">Whose policy plays.</param>
    /// <param name="workers">Episodes in play at one moment; null for all of a step. Changes no number.</param>
    public SelfPlayCollector(PolicySession session, int? workers = null) : this(
        session.Scenario, session.Game ?? throw new ArgumentException("The scenario has no self_play.", nameof(session)),
        role => session.Services(role == SelfPlaySettings.Reader ? Reader(session) : session.Actor(role)), workers) => _begin = session.Images.Turn;

    /// <summary>Collects with anybody in the roles.</summary>
    /// <param name="scenario">How much is played, and how it is judged.</param>
    /// <param name="game">What is played.</param>
    /// <param name="players">Who plays a role.</param>
    /// <param name="workers">Episodes in play at one moment; null for all of a step. Changes no number.</param>
    public SelfPlayCollector(Scenario scenario, ISelfPlayGame game, Func<string, EpisodeServices> players, int? workers = null)
    {
        (_scenario, _game, _begin) = (scenario, game, () => { });
        _settings = scenario.SelfPlay ?? throw new ArgumentException("The scenario has no self_play.", nameof(scenario));
        _key = RandomKey.FromSeed(scenario.Seed).Derive("self_play");
        _rollouts = new SelfPlayRollouts(scenario, game, players, workers);
    }

    /// <summary>Problems to fill places with.</summary>
    public ProblemPool Pool { get; private set; } = ProblemPool.Empty;

    /// <inheritdoc/>
    public async Task<Round> CollectAsync(long update, CancellationToken cancellation)
    {
        _begin();
        _rollouts.Begin(update);
        var (candidates, readings) = (new List<Candidate>(), new List<Played>());
        for (var attempt = 0; attempt == 0 || (_settings.Completion == "resample" && attempt <= _settings.Resamples); attempt++)
        {
            var open = Places(candidates).Where(place => place.Accepted < 0).Select(place => place.Number).ToList();
            var fresh = await _rollouts.ProposeAsync(attempt == 0 ? null : open, attempt, cancellation);
            readings.AddRange(await CheckAsync(fresh, candidates, update, cancellation));
            candidates.AddRange(fresh);
        }

        if (candidates.All(candidate => candidate.Record.End is EpisodeEnd.Faulted))
        {
            throw new InvalidOperationException($"Every proposal of update {update} broke; the first: {((EpisodeEnd.Faulted)candidates[0].Record.End).Fault.Message}");
        }

        var slots = Fill(candidates, update);
        var solved = await _rollouts.SolveAsync(slots, candidates, cancellation);
        var pool = Settle(slots, candidates, solved, update);
        var measures = SelfPlayMeasures.Of(_settings, candidates, slots, Pool, pool);
        Pool = pool;
        return new Round(Parts(candidates, solved, readings)) { Measures = measures };
    }

    /// <inheritdoc/>
    public JsonNode? Save() => new JsonObject { ["pool"] = Pool.ToJson() };

    /// <inheritdoc/>
    public void Restore(JsonNode? saved) => Pool = ProblemPool.Read(saved?["pool"]);

    /// <summary>Lets the reader judge what keeps to the rules, and decides. Changes <paramref name="fresh"/>.</summary>
    private async Task<List<Played>> CheckAsync(List<Candidate> fresh, List<Candidate> before, long update, CancellationToken cancellation)
    {
        var read = new Dictionary<int, Played>();
        if (_settings.Verifier == SelfPlaySettings.Reader)
        {
            // Evidence of the same batch is noise for one another.
            var texts = before.Concat(fresh).Select(candidate => candidate.Proposal.Evidence).Where(text => text.Length > 0).Distinct().ToList();
            List<int> sound = [.. Enumerable.Range(0, fresh.Count).Where(at => fresh[at].IsSound)];
            var checks = sound.Select(at => (Parent: fresh[at].Record, Task: _game.Check(
                fresh[at].Proposal, Noise.Among(fresh[at].Proposal.Evidence, texts, _settings.NoiseDocuments, _key.Derive("noise").Derive((ulong)fresh[at].Record.Index)))));
            var played = await _rollouts.ReadAsync([.. checks], cancellation);
            read = sound.Zip(played).ToDictionary(pair => pair.First, pair => pair.Second);
        }

        for (var at = 0; at < fresh.Count; at++)
        {
            var candidate = fresh[at];
            bool? isRead = read.TryGetValue(at, out var one) ? one.Record.IsSolved : null;
            fresh[at] = candidate with
            {
                IsRead = isRead,
                IsAccepted = candidate.IsSound && _settings.Verifier switch
                {
                    SelfPlaySettings.Reader => isRead == true,
                    "exact" => candidate.Proposal.IsExact == true,
                    _ => true,
                },
            };
        }

        return [.. read.OrderBy(pair => pair.Key).Select(pair => pair.Value)];
    }

    /// <summary>The places of the batch in order, each with the first accepted candidate for it, or −1.</summary>
    private IEnumerable<(long Number, int Accepted)> Places(List<Candidate> candidates) => candidates
        .Select((candidate, at) => (Place: _rollouts.PlaceOf(candidate.Record), At: at, candidate.IsAccepted))
        .GroupBy(entry => entry.Place)
        .Select(place => (place.Key, place.Where(entry => entry.IsAccepted).Select(entry => entry.At).DefaultIfEmpty(-1).First()));

    private List<Slot> Fill(List<Candidate> candidates, long update) => [.. Places(candidates).Select(place =>
    {
        if (place.Accepted >= 0)
        {
            return new Slot(place.Number, Filling.Proposed, candidates[place.Accepted].Proposal.Problem, place.Accepted);
        }

        var random = _key.Derive("fill").Derive((ulong)update).Derive((ulong)place.Number).Stream();
        return _settings.Completion == "replay" && Pool.Draw(_settings.MostSuccess, ref random) is { } problem
            ? new Slot(place.Number, Filling.Replayed, TaskJson.ReadText(_game.Kinds.Solver, problem.Task), -1)
            : new Slot(place.Number, Filling.Empty, null, -1);
    })];

    /// <summary>Pays the proposers, and gives the pool as the round leaves it. Changes <paramref name="candidates"/>.</summary>
    private ProblemPool Settle(List<Slot> slots, List<Candidate> candidates, List<Played> solved, long update)
    {
        var pool = _settings.ResetEvery > 0 && update > 0 && update % _settings.ResetEvery == 0 ? Pool.Keep(_settings.KeepShare) : Pool;
        var bySlot = solved.Where(one => one.Record.End is not EpisodeEnd.Faulted).ToLookup(one => one.Record.Group);
        var shares = new Dictionary<int, double>();
        foreach (var slot in slots.Where(slot => slot.Task is not null && bySlot[slot.Number].Any()))
        {
            var share = bySlot[slot.Number].Average(one => one.Record.IsSolved ? 1.0 : 0);
            pool = IsForLearning(slot.Task!) ? pool.With(new Problem(slot.Task!.State, share, update)) : pool;
            if (slot.Candidate >= 0)
            {
                shares[slot.Candidate] = share;
            }
        }

        for (var at = 0; at < candidates.Count; at++)
        {
            var candidate = candidates[at];
            double? share = shares.TryGetValue(at, out var found) ? found : null;
            candidates[at] = candidate with { Solved = share, Record = Paid(candidate, share) };
        }

        return pool;
    }

    // A proposer may ask what others are judged by: its price holds, but nobody learns the answer.
    private static bool IsForLearning(TaskInstance task) => task.Split == Split.Train;

    private static PolicyAgent Reader(PolicySession session) => session.Agent(session.Scenario.SelfPlay!.ReaderTemperature is > 0 and var temperature
        ? session.Scenario.Sampling with { Temperature = temperature } : SamplingOptions.Greedy);

    // An accepted proposal whose solvers all broke, or whose place went to a sibling, has no price.
    private EpisodeRecord Paid(Candidate candidate, double? share)
    {
        var price = candidate.IsAccepted ? share is { } solved ? ProposerRewards.All[_settings.Reward](solved) : (double?)null : _settings.RefusedReward;
        return candidate.Record.End is EpisodeEnd.Faulted || price is null ? candidate.Record
            : candidate.Record.Settle(new Reward([new(SelfPlayParts.Challenge, price.Value), new(SelfPlayParts.Accepted, candidate.IsAccepted ? 1 : 0)]));
    }

    private List<RolePart> Parts(List<Candidate> candidates, List<Played> solved, List<Played> readings)
    {
        var train = _scenario.Train;
        var proposed = candidates.OrderBy(candidate => candidate.Record.Group).ThenBy(candidate => candidate.Record.Member).ToList();
        var proposer = RolePart.Of(
            SelfPlaySettings.Proposer, 0, train.Of(SelfPlaySettings.Proposer), [.. proposed.Select(one => one.Record)], [.. proposed.Select(one => one.Times)]);
        proposer = proposer with { Scored = [.. proposer.Scored.Where(episode => episode.Record.FinalRewards[0].Parts.Any(part => part.Name == SelfPlayParts.Challenge))] };
        RolePart Part(string role, TrainSettings settings, List<Played> played) =>
            RolePart.Of(role, 0, settings, [.. played.Select(one => one.Record)], [.. played.Select(one => one.Times)]);

        var solver = Part(SelfPlaySettings.Solver, train.Of(SelfPlaySettings.Solver), solved);
        solver = solver with { Scored = [.. solver.Scored.Where(episode => IsForLearning(episode.Record.Task))] };
        var reader = Part(SelfPlaySettings.Reader, train with { Learns = false, GroupSize = 1 }, readings);
        List<RolePart> parts = _settings.Order == SelfPlaySettings.Orders[0] ? [proposer, solver] : [solver, proposer];
        return readings.Count > 0 ? [.. parts, reader] : parts;
    }
}
