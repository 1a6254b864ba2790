using Agentic.Agents;
using Agentic.Training.Learning;
using Agentic.Training.Rollouts;

namespace Agentic.Training;

/// <summary>Whoever watches a training: writes metrics, evaluates, saves.</summary>
public interface ITrainingObserver
{
    /// <summary>After each update; the weights do not change while it runs.</summary>
    Task UpdatedAsync(TrainingStep step, Learner learner, CancellationToken cancellation);
}

/// <summary>One finished update.</summary>
/// <param name="Number">Updates done, this one included.</param>
/// <param name="Parts">What each role learnt, in order; one or more.</param>
/// <param name="Measures">What was counted while collecting, under the names of metrics.</param>
/// <param name="Clock">Where the time went.</param>
public sealed record TrainingStep(long Number, IReadOnlyList<LearntPart> Parts, IReadOnlyDictionary<string, double> Measures, TrainingClock Clock)
{
    /// <summary>Where the time of the episodes went, which wait side by side; an episode of several roles counts once.</summary>
    public TurnTimes Time => field == default ? field = TurnTimes.Sum(Parts.SelectMany(part => part.Of.Times).Distinct().Select(times => times.Sum())) : field;
}

/// <summary>A role's part of an update.</summary>
/// <param name="Of">What was collected for it.</param>
/// <param name="Credit">What each scored episode was credited with.</param>
/// <param name="Rows">What was learnt from.</param>
/// <param name="Statistics">What the optimiser did.</param>
/// <param name="LearningRate">The rate of this update.</param>
/// <param name="Trace">The first groups' tokens as they were learnt from.</param>
public sealed record LearntPart(
    RolePart Of, EpisodeCredit Credit, RowSet Rows, UpdateStatistics Statistics, double LearningRate, TokenTrace Trace)
{
    /// <summary>One for each scored episode.</summary>
    public IReadOnlyList<double> Advantages => Credit.Advantages_B;
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
