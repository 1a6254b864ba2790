using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Logging;
using Agentic.Training.Rollouts;

namespace Agentic.Training.Guidance;

/// <summary>
/// Groups that are played in rounds, each round with as much of the solution as the rounds before it say brings success to the target: half, where
/// there is most to learn. SEELE, arXiv 2509.06923. All rounds are one group. Remembers where each task ended.
/// </summary>
/// <param name="settings">Rounds and target.</param>
/// <param name="source">Knows the solutions.</param>
/// <param name="turns">Answers of a solution at most.</param>
public sealed class FittedShares(GuidanceSettings settings, IOracleSource source, int turns)
{
    private readonly Dictionary<string, double> _shares = new(StringComparer.Ordinal);

    /// <summary>The rounds that the members of a group play in: nearly equal parts, in order.</summary>
    /// <param name="members">Members of the group.</param>
    /// <param name="rounds">Rounds, no more than members.</param>
    public static int[][] Deal(int members, int rounds) =>
        [.. Enumerable.Range(0, rounds).Select(round => Enumerable.Range(round * members / rounds, ((round + 1) * members / rounds) - (round * members / rounds)).ToArray())];

    /// <summary>Plays all groups, and gives their episodes in the order of the plans.</summary>
    /// <param name="plans">What to play.</param>
    /// <param name="play">Plays.</param>
    public async Task<(PlayedEpisode[] Played, IReadOnlyDictionary<string, double> Measures)> PlayAsync(IReadOnlyList<EpisodePlan> plans, Attempts play)
    {
        var played = new PlayedEpisode[plans.Count];
        var groups = Enumerable.Range(0, plans.Count).GroupBy(at => plans[at].Group).Select(group => new Fitted([.. group], Units(plans[group.First()].Task), plans[group.First()].Task.Id)).ToList();
        foreach (var group in groups)
        {
            group.Share = _shares.TryGetValue(group.Task, out var known) ? known : (group.Units - 1.0) / group.Units;
        }

        var gaps = new List<double>();
        for (var round = 0; round < settings.Rounds; round++)
        {
            var asked = groups.SelectMany(group => Deal(group.Places.Length, settings.Rounds)[round].Select(member => (Group: group, Place: group.Places[member]))).ToList();
            var results = await play([.. asked.Select(one => plans[one.Place] with { Guide = Guide(one.Group) })]);
            foreach (var (one, result) in asked.Zip(results))
            {
                played[one.Place] = result;
                one.Group.Note(result.Record);
            }

            gaps.Add(groups.Average(group => Math.Abs(group.Close() - settings.Target)));
            groups.ForEach(group => group.Share = ResponseCurve.Fit(group.Points) is var curve && group.Points.Count > 0 ? curve.ShareFor(settings.Target) : group.Share);
        }

        foreach (var group in groups)
        {
            _shares[group.Task] = group.Share;
        }

        return (played, new SortedDictionary<string, double>(StringComparer.Ordinal)
        {
            [MetricNames.FittedGapFirst] = gaps[0],
            [MetricNames.FittedGapLast] = gaps[^1],
            [MetricNames.FittedShare] = groups.Average(group => group.Share),
        });
    }

    /// <summary>What it remembers.</summary>
    public JsonNode Save() => new JsonObject(_shares.OrderBy(share => share.Key, StringComparer.Ordinal).Select(share => KeyValuePair.Create(share.Key, (JsonNode?)share.Value)));

    /// <summary>Takes up what <see cref="Save"/> gave.</summary>
    public void Restore(JsonNode? saved)
    {
        _shares.Clear();
        foreach (var (task, share) in saved as JsonObject ?? [])
        {
            _shares[task] = share!.GetValue<double>();
        }
    }

    // Parts that a solution can be shown in: its answers, or its characters.
    private int Units(TaskInstance task)
    {
        var plan = source.CreateOracle(task).Plan(turns);
        return Math.Max(1, settings.What == GuidanceSettings.Prefix ? plan.Length : string.Join('\n', plan).Length);
    }

    private IGuide? Guide(Fitted group)
    {
        group.Shown = (int)Math.Round(group.Share * group.Units, MidpointRounding.ToEven) / (double)group.Units;
        return group.Shown <= 0 ? null : settings.What == GuidanceSettings.Prefix ? new PrefixGuide(source, group.Shown, turns) : new SolutionGuide(source, group.Shown, turns);
    }

    /// <summary>One group as it is played.</summary>
    private sealed class Fitted(int[] places, int units, string task)
    {
        private int _solved;
        private int _played;

        public int[] Places => places;

        public int Units => units;

        public string Task => task;

        public List<(double Share, double Success)> Points { get; } = [];

        public double Share { get; set; }

        public double Shown { get; set; }

        public void Note(EpisodeRecord record)
        {
            _played += record.End is EpisodeEnd.Faulted ? 0 : 1;
            _solved += record.IsSolved ? 1 : 0;
        }

        /// <summary>Ends a round, and gives its success; the one before it where nothing could be played.</summary>
        public double Close()
        {
            if (_played > 0)
            {
                Points.Add((Shown, _solved / (double)_played));
            }

            (_solved, _played) = (0, 0);
            return Points.Count > 0 ? Points[^1].Success : 0;
        }
    }
}
