using Agentic.Agents;
using Agentic.Training.Scenarios;
using Agentic.Worlds;

namespace Agentic.Cli;

/// <summary>The tasks of a checkout that a rollout plays in turn, each with other seeds every time.</summary>
internal sealed class MiniwobTasks
{
    private readonly string _folder;
    private readonly string[] _names;

    private MiniwobTasks(string folder, string[] names) => (_folder, _names) = (folder, names);

    /// <summary>How many tasks there are.</summary>
    public int Count => _names.Length;

    /// <summary>The settings of a scenario that plays them.</summary>
    public IEnumerable<string> Settings => ["world.options.site=miniwob", $"world.options.miniwob={YamlText.Scalar(_folder)}"];

    /// <summary>The tasks that were asked for; null when no checkout was named.</summary>
    /// <exception cref="UserException">A task without a checkout, or one that it does not have.</exception>
    public static MiniwobTasks? Of(string? folder, string? task)
    {
        if (folder is null)
        {
            return task is null ? null : throw new UserException("--task goes with --miniwob DIR.");
        }

        string[] all = [.. MiniwobCheckout.Tasks(folder).Select(entry => entry.Name)];
        var wanted = task is null or "all" ? null : MiniwobCheckout.Plain(task);
        return wanted is null ? new MiniwobTasks(Path.GetFullPath(folder), all)
            : all.Contains(wanted) ? new MiniwobTasks(Path.GetFullPath(folder), [wanted])
            : throw new UserException($"'{folder}' has no task '{wanted}'.{Suggestion.For(wanted, all)} 'agentic worlds list --miniwob {folder}' shows them.");
    }

    /// <summary>Episodes over the tasks, one after another.</summary>
    public IEnumerable<EpisodePlan> Plans(Scenario scenario, IWorldKind kind, long count)
    {
        var key = RandomKey.FromSeed(scenario.Seed).Derive("miniwob");
        for (var index = 0L; index < count; index++)
        {
            var round = (int)(index / _names.Length);
            var seed = (int)(key.Derive((ulong)round).Stream().NextBits() & int.MaxValue);
            var task = TaskJson.ReadText(kind, MiniwobCheckout.Task(_names[index % _names.Length], seed));
            yield return ScenarioEpisodes.Plan(scenario, kind, task, index, index, 0, key.Derive("episodes").Derive((ulong)index));
        }
    }
}
