using System.Collections.Immutable;
using System.CommandLine;
using Agentic.Agents;
using Agentic.Viewer.Episodes;

namespace Agentic.Cli;

/// <summary>The options that say which episodes of a run are meant.</summary>
internal sealed class ExportFilter
{
    private static readonly ImmutableArray<string> EndNames =
        ["solved", "failed", "out_of_turns", "out_of_tokens", "out_of_time", "unparsable", "faulted"];

    private readonly Option<long?> _episode = new("--episode") { Description = "index of one episode in the run" };
    private readonly Option<long?> _group = new("--group") { Description = "all members of a group" };
    private readonly Option<string?> _end = new("--end") { Description = $"how they ended, separated by commas: {string.Join(", ", EndNames)}" };
    private readonly Option<double?> _returnMin = new("--return-min") { Description = "smallest return" };
    private readonly Option<double?> _returnMax = new("--return-max") { Description = "largest return" };
    private readonly Option<string?> _world = new("--world") { Description = "the world's name" };
    private readonly Option<string?> _task = new("--task") { Description = "part of the task's identifier" };
    private readonly Option<int?> _turnsMin = new("--turns-min") { Description = "fewest turns" };
    private readonly Option<int?> _turnsMax = new("--turns-max") { Description = "most turns" };
    private readonly Option<string?> _text = new("--text") { Description = "words that were seen, said or answered" };
    private readonly Option<int?> _limit = new("--limit") { Description = "episodes at most, the first ones" };

    private Option[] Filters => [_group, _end, _returnMin, _returnMax, _world, _task, _turnsMin, _turnsMax, _text];

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_episode, .. Filters, _limit])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Positions in the log of what a call asks for; never empty.</summary>
    /// <exception cref="UserException">Nothing is meant, or the options contradict each other.</exception>
    public IReadOnlyList<int> Positions(ParseResult call, TrajectoryReader reader)
    {
        if (call.GetValue(_limit) is < 1 and var limit)
        {
            throw new UserException($"--limit must be at least 1, but is {limit}.");
        }

        if (call.GetValue(_episode) is { } episode)
        {
            return Filters.FirstOrDefault(option => call.GetResult(option) is not null) is { } other
                ? throw new UserException($"--episode names one episode; leave out {other.Name}.")
                : [RecordedEpisodes.PositionOf(reader, episode)];
        }

        List<int> positions = [.. Filter(call).Positions(reader).Where(position => !reader.Entries[position].IsDamaged).Take(call.GetValue(_limit) ?? int.MaxValue)];
        return positions.Count > 0 ? positions : throw new UserException(
            $"None of the {reader.Count} episodes is meant{(call.GetValue(_group) is { } group ? $" by --group {group}" : "")}. Leave out or widen a filter.");
    }

    private EpisodeSelection Filter(ParseResult call)
    {
        var ends = call.GetValue(_end)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        return ends.FirstOrDefault(end => !EndNames.Contains(end)) is { } unknown
            ? throw new UserException($"--end must be some of {string.Join(", ", EndNames)}, separated by commas, but '{unknown}' is none of them.")
            : new EpisodeSelection
            {
                Ends = [.. ends],
                Group = call.GetValue(_group),
                ReturnMin = call.GetValue(_returnMin),
                ReturnMax = call.GetValue(_returnMax),
                World = call.GetValue(_world),
                Task = call.GetValue(_task),
                TurnsMin = call.GetValue(_turnsMin),
                TurnsMax = call.GetValue(_turnsMax),
                Text = call.GetValue(_text),
            };
    }
}
