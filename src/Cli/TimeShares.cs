using Agentic.Agents;
using Agentic.Training;

namespace Agentic.Cli;

/// <summary>Where the time of a training's updates went.</summary>
internal sealed class TimeShares
{
    private TurnTimes _episodes;
    private double _rollout;
    private double _update;

    /// <summary>Adds an update.</summary>
    public void Add(TrainingStep step)
    {
        _episodes = _episodes.Plus(step.Time);
        _rollout += step.Clock["rollout"];
        _update += step.Clock["update"];
    }

    /// <summary>In words; null before the first update.</summary>
    public override string? ToString()
    {
        var (episodes, all) = (_episodes.Policy + _episodes.World + _episodes.Queue, _rollout + _update);
        return all > 0 && episodes > TimeSpan.Zero
            ? $"time: rollouts {_rollout / all:P0} (of the episodes' time policy {_episodes.Policy / episodes:P0}, world {_episodes.World / episodes:P0}, queue {_episodes.Queue / episodes:P0}), learning {_update / all:P0}"
            : null;
    }
}
