using Agentic.Training;

namespace Agentic.Cli;

/// <summary>Where the time of a training's updates went.</summary>
internal sealed class TimeShares
{
    private double _policy;
    private double _world;
    private double _queue;
    private double _rollout;
    private double _update;

    /// <summary>Adds an update.</summary>
    public void Add(TrainingStep step)
    {
        foreach (var sum in step.Times.Select(times => times.Sum()))
        {
            _policy += sum.Policy.TotalSeconds;
            _world += sum.World.TotalSeconds;
            _queue += sum.Queue.TotalSeconds;
        }

        _rollout += step.Clock["rollout"];
        _update += step.Clock["update"];
    }

    /// <summary>In words; null before the first update.</summary>
    public override string? ToString()
    {
        var (episodes, all) = (_policy + _world + _queue, _rollout + _update);
        return all > 0 && episodes > 0
            ? $"time: rollouts {_rollout / all:P0} (of the episodes' time policy {_policy / episodes:P0}, world {_world / episodes:P0}, queue {_queue / episodes:P0}), learning {_update / all:P0}"
            : null;
    }
}
