using Agentic.Agents;
using Agentic.Training.Advantages;
using Agentic.Training.Learning;
using Agentic.Training.Logging;
using Agentic.Training.Rollouts;
using Agentic.Training.Scenarios;

namespace Agentic.Training.ProcessRewards;

/// <summary>From the scored episodes of a role's part to their credit: filter → process rewards → advantages. Pure.</summary>
/// <param name="kind">The world that was played.</param>
/// <param name="turns">Most turns of an episode.</param>
/// <param name="comparesOwn">Whether episodes of which the policy answered no turn are left out of what the others are compared with.</param>
public sealed class CreditAssignment(IWorldKind kind, int turns, bool comparesOwn = false)
{
    /// <summary>The credit of each scored episode.</summary>
    /// <param name="part">What was collected.</param>
    /// <param name="recipe">Its parts.</param>
    /// <param name="key">Decides what is left to chance.</param>
    /// <exception cref="InvalidOperationException">The settings need an oracle that the world has not.</exception>
    public EpisodeCredit Assign(RolePart part, Recipe recipe, RandomKey key)
    {
        int[] own = comparesOwn ? [.. Enumerable.Range(0, part.Scored.Count).Where(at => IsOwn(part.Scored[at]))] : [];
        return !comparesOwn || own.Length == part.Scored.Count ? OfMembers(part, recipe, key)
            : WithGiven(OfMembers(part with { Scored = [.. own.Select(at => part.Scored[at])] }, recipe, key), part.Scored, own);
    }

    private static bool IsOwn(ScoredEpisode episode) => episode.Record.Transcripts[episode.Role] is var transcript && (transcript.Turns.Count == 0 || transcript.SampledTurns.Any());

    /// <summary>The credit of the policy's own episodes, and of those that were given R − the mean of the own ones of their group (RL-PLUS); 0 where there are none.</summary>
    private static EpisodeCredit WithGiven(EpisodeCredit credit, IReadOnlyList<ScoredEpisode> scored, int[] own)
    {
        var groups_B = AdvantageBatch.From(scored).Groups_B;
        var means = own.GroupBy(at => groups_B[at]).ToDictionary(group => group.Key, group => group.Average(at => scored[at].Return));
        var advantages_B = scored.Select((episode, at) => means.TryGetValue(groups_B[at], out var mean) ? episode.Return - mean : 0).ToArray();
        var kept_B = credit.IsKept_B is null ? null : Enumerable.Repeat(true, scored.Count).ToArray();
        for (var place = 0; place < own.Length; place++)
        {
            advantages_B[own[place]] = credit.Advantages_B[place];
            if (kept_B is not null)
            {
                kept_B[own[place]] = credit.IsKept_B![place];
            }
        }

        return credit with { Advantages_B = advantages_B, IsKept_B = kept_B };
    }

    private EpisodeCredit OfMembers(RolePart part, Recipe recipe, RandomKey key)
    {
        var measures = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var isKept_B = part.Scored.Count > 0 && part.Settings.ConsistencyFilter is { } filter ? Filter(filter, part.Scored, key.Derive("filter"), measures) : null;
        if (isKept_B is null)
        {
            return Credit(part.Scored, part.Settings, recipe, measures);
        }

        int[] kept = [.. Enumerable.Range(0, isKept_B.Length).Where(at => isKept_B[at])];
        var credit = Credit([.. kept.Select(at => part.Scored[at])], part.Settings, recipe, measures);
        var advantages_B = new double[isKept_B.Length];
        foreach (var (place, at) in kept.Select((place, at) => (place, at)))
        {
            advantages_B[place] = credit.Advantages_B[at];
        }

        return new EpisodeCredit(advantages_B, InPlace(credit.Turns_BK), isKept_B, measures) { Rewards_BK = InPlace(credit.Rewards_BK) };

        double[][]? InPlace(double[][]? kept_BK)
        {
            if (kept_BK is null)
            {
                return null;
            }

            double[][] all_BK = [.. part.Scored.Select(episode => new double[episode.Record.Turns.Count(turn => turn.Role == episode.Role)])];
            foreach (var (place, at) in kept.Select((place, at) => (place, at)))
            {
                all_BK[place] = kept_BK[at];
            }

            return all_BK;
        }
    }

    private EpisodeCredit Credit(IReadOnlyList<ScoredEpisode> scored, TrainSettings settings, Recipe recipe, SortedDictionary<string, double> measures)
    {
        if (recipe.TurnAdvantage is null && settings.Critic is null)
        {
            return EpisodeCredit.Of(scored.Count == 0 ? [] : recipe.Advantage(AdvantageBatch.From(scored))) with { Measures = measures };
        }

        double[][]? process_BK = null;
        if (settings.ProcessRewards is { } process)
        {
            (process_BK, var seen) = ProcessJudge.For(kind, turns, process.Sources.Select(source => source.Of)).Pay(process, settings.TurnDiscount ?? 1, scored);
            foreach (var (name, value) in seen)
            {
                measures[name] = value;
            }
        }

        var batch = TurnBatch.From(scored, process_BK, settings.StateSimilarity ?? 1);
        if (recipe.TurnAdvantage is not { } estimator)
        {
            // The critic knows better what they are worth.
            return EpisodeCredit.Of(new double[scored.Count]) with { Measures = measures, Rewards_BK = batch.Rewards_BK };
        }

        var turns_BK = estimator(batch);
        measures[MetricNames.SharedStateShare] = TurnAdvantages.SharedStates(batch);
        return new EpisodeCredit(
            [.. turns_BK.Select((turns_K, at) => turns_K.Where((_, turn) => batch.IsChosen_BK[at][turn]).DefaultIfEmpty(0).Average())], turns_BK, null, measures);
    }

    private bool[] Filter(ConsistencyFilterSettings filter, IReadOnlyList<ScoredEpisode> scored, RandomKey key, SortedDictionary<string, double> measures)
    {
        var judge = ProcessJudge.For(kind, turns, [filter.Of]);
        bool[] isRight_B = [.. scored.Select(episode => episode.Record.IsWonBy(episode.Role))];
        double[] scores_B = [.. judge.Worths(filter.Of, scored).Select(worths_K => worths_K.Select(worth => worth.After).DefaultIfEmpty(0).Average())];
        var isKept_B = ConsistencyFilter.Keep(isRight_B, scores_B, AdvantageBatch.From(scored).Groups_B, filter.Keep, filter.OnlyRight ? key : null);
        measures[MetricNames.ProcessKeptShare] = isKept_B.Count(isKept => isKept) / (double)isKept_B.Length;
        foreach (var (name, isRight) in new[] { (MetricNames.ProcessScoreSolved, true), (MetricNames.ProcessScoreUnsolved, false) })
        {
            double[] scores = [.. scores_B.Where((_, at) => isRight_B[at] == isRight)];
            if (scores.Length > 0)
            {
                measures[name] = scores.Average();
            }
        }

        return isKept_B;
    }
}
