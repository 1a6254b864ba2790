using Agentic.Agents;
using Agentic.Training.Learning;

namespace Agentic.Training;

/// <summary>Whoever watches a training: writes metrics, evaluates, saves.</summary>
public interface ITrainingObserver
{
    /// <summary>After each update; the weights do not change while it runs.</summary>
    Task UpdatedAsync(TrainingStep step, Learner learner, CancellationToken cancellation);
}

/// <summary>One finished update.</summary>
/// <param name="Number">Updates done, this one included.</param>
/// <param name="Episodes">All episodes, broken ones too.</param>
/// <param name="Scored">Those that have a return.</param>
/// <param name="Rows">What was learnt from.</param>
/// <param name="Statistics">What the optimiser did.</param>
/// <param name="LearningRate">The rate of this update.</param>
/// <param name="Clock">Where the time went.</param>
public sealed record TrainingStep(
    long Number, IReadOnlyList<EpisodeRecord> Episodes, IReadOnlyList<ScoredEpisode> Scored, RowSet Rows, UpdateStatistics Statistics, double LearningRate, TrainingClock Clock)
{
    /// <summary>One for each of <see cref="Scored"/>.</summary>
    public required IReadOnlyList<double> Advantages { get; init; }

    /// <summary>The first groups' tokens as they were learnt from.</summary>
    public required TokenTrace Trace { get; init; }

    /// <summary>Where the time of each of <see cref="Episodes"/> went.</summary>
    public required IReadOnlyList<EpisodeTimes> Times { get; init; }

    /// <summary>The same, summed over the episodes, which wait side by side.</summary>
    public TurnTimes Time => field == default ? field = TurnTimes.Sum(Times.Select(times => times.Sum())) : field;
}

/// <summary>Times the parts of an update, and knows when the run's time is over.</summary>
/// <param name="clock">The only clock.</param>
/// <param name="limitSeconds">Seconds that a run may take; null for no limit.</param>
public sealed class TrainingClock(TimeProvider clock, double? limitSeconds)
{
    private readonly long _started = clock.GetTimestamp();
    private readonly Dictionary<string, double> _seconds = [];
    private long _last = clock.GetTimestamp();

    /// <summary>Whether the time is up.</summary>
    public bool IsOver => clock.GetElapsedTime(_started).TotalSeconds >= limitSeconds;

    /// <summary>Seconds since the start.</summary>
    public double Seconds => clock.GetElapsedTime(_started).TotalSeconds;

    /// <summary>Says that a part has ended.</summary>
    public void Mark(string part)
    {
        _seconds[part] = clock.GetElapsedTime(_last).TotalSeconds;
        _last = clock.GetTimestamp();
    }

    /// <summary>Seconds that the part took in this update.</summary>
    public double this[string part] => _seconds.GetValueOrDefault(part);
}
