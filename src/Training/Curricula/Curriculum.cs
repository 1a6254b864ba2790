using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Logging;
using Agentic.Training.Rollouts;

namespace Agentic.Training.Curricula;

/// <summary>Chooses the difficulty of each group, and learns from how groups ended. What is drawn is a pure function of the key, the group and what was observed.</summary>
/// <param name="settings">The axes and their rules.</param>
/// <param name="difficulty">The ranges of axes without a rule.</param>
/// <param name="key">The run's key for curricula.</param>
public sealed class Curriculum(CurriculumSettings settings, ImmutableSortedDictionary<string, AxisRange> difficulty, RandomKey key)
{
    private ImmutableArray<LadderState> _states = [.. settings.Axes.Select(axis => LadderState.Empty(axis.Ranges.Length))];

    /// <summary>The difficulty of a group, as of now.</summary>
    /// <param name="group">The group's number in the run.</param>
    public CurriculumDraw Draw(long group)
    {
        var random = key.Derive((ulong)group).Stream();
        var rungs = new int[settings.Axes.Length];
        for (var at = 0; at < rungs.Length; at++)
        {
            rungs[at] = Pick(settings.Axes[at].Rule.Weights_R(_states[at]), random.NextDouble());
        }

        return new CurriculumDraw([.. rungs], difficulty.SetItems(settings.Axes.Select((axis, at) => KeyValuePair.Create(axis.Axis, axis.Ranges[rungs[at]]))));
    }

    /// <summary>Counts a round without remembering it.</summary>
    /// <param name="played">Each episode with what was drawn for its group; broken ones count nowhere. Success is that of the first role.</param>
    public ImmutableArray<LadderState> Count(IEnumerable<(CurriculumDraw Draw, EpisodeRecord Record)> played)
    {
        var counts = settings.Axes.Select(axis => LadderState.Empty(axis.Ranges.Length)).ToArray();
        foreach (var (draw, record) in played.Where(one => one.Record.End is not EpisodeEnd.Faulted))
        {
            for (var at = 0; at < counts.Length; at++)
            {
                counts[at] = counts[at].Plus(draw.Rungs[at], record.IsWonBy(0));
            }
        }

        return [.. counts];
    }

    /// <summary>Remembers a round.</summary>
    /// <param name="counts">What <see cref="Count"/> gave.</param>
    /// <returns>Measures of the round, under the names of metrics.</returns>
    public IReadOnlyDictionary<string, double> Observe(ImmutableArray<LadderState> counts)
    {
        var measures = new SortedDictionary<string, double>(StringComparer.Ordinal);
        _states = [.. settings.Axes.Select((axis, at) => axis.Rule.Observe(_states[at], counts[at]))];
        foreach (var (axis, state, round) in settings.Axes.Zip(_states, counts))
        {
            var episodes = round.Episodes_R.Sum();
            if (episodes > 0)
            {
                measures[MetricNames.CurriculumMean + axis.Axis] = round.Episodes_R.Select((count, rung) => count * axis.ValueAt(rung)).Sum() / episodes;
            }

            if (axis.Rule.Place(state) is { } place)
            {
                measures[MetricNames.CurriculumPlace + axis.Axis] = axis.ValueAt(place);
            }

            for (var rung = 0; rung < axis.Ranges.Length; rung++)
            {
                if (round.Success(rung) is { } success)
                {
                    measures[$"{MetricNames.CurriculumSuccess}{axis.Axis}/{axis.ValueAt(rung).ToString(CultureInfo.InvariantCulture)}"] = success;
                }
            }
        }

        return measures;
    }

    /// <summary>What is remembered, for a checkpoint.</summary>
    public JsonObject Save() => new(settings.Axes.Select((axis, at) => KeyValuePair.Create(axis.Axis, (JsonNode?)new JsonObject
    {
        ["level"] = _states[at].Level,
        ["episodes"] = new JsonArray([.. _states[at].Episodes_R.Select(count => (JsonNode)count)]),
        ["solved"] = new JsonArray([.. _states[at].Solved_R.Select(count => (JsonNode)count)]),
    })));

    /// <summary>Takes up what <see cref="Save"/> gave.</summary>
    /// <exception cref="FormatException">It was saved by a curriculum of other axes or rungs.</exception>
    public void Restore(JsonNode? saved)
    {
        try
        {
            _states = [.. settings.Axes.Select(axis => Read(axis, saved!))];
        }
        catch (Exception fault) when (fault is InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new FormatException(
                $"The checkpoint must hold the state of a curriculum over {string.Join(", ", settings.Axes.Select(axis => $"{axis.Axis} ({axis.Ranges.Length} ranges)"))} but holds {saved?.ToJsonString() ?? "none"}. Go on with the train.curriculum that the run began with.", fault);
        }
    }

    private static LadderState Read(AxisCurriculum axis, JsonNode saved)
    {
        var one = saved[axis.Axis]!;
        double[] episodes = [.. one["episodes"]!.AsArray().Select(count => count!.GetValue<double>())];
        double[] solved = [.. one["solved"]!.AsArray().Select(count => count!.GetValue<double>())];
        var level = one["level"]!.GetValue<int>();
        return episodes.Length == axis.Ranges.Length && solved.Length == episodes.Length && level >= 0 && level < episodes.Length
            ? new LadderState([.. episodes], [.. solved], level)
            : throw new FormatException($"'{axis.Axis}' has other ranges.");
    }

    private static int Pick(ImmutableArray<double> weights_R, double at)
    {
        var left = at * weights_R.Sum();
        for (var rung = 0; rung < weights_R.Length; rung++)
        {
            left -= weights_R[rung];
            if (left < 0)
            {
                return rung;
            }
        }

        // Rounding may leave a little: it falls to the last rung that may be drawn.
        return weights_R.ToList().FindLastIndex(weight => weight > 0);
    }
}

/// <summary>What was drawn for a group.</summary>
/// <param name="Rungs">The rung on each axis of the curriculum.</param>
/// <param name="Difficulty">A range for each axis that is set, with those of the rungs.</param>
public sealed record CurriculumDraw(ImmutableArray<int> Rungs, ImmutableSortedDictionary<string, AxisRange> Difficulty);
