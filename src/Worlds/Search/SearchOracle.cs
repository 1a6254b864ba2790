using Agentic.Agents;

namespace Agentic.Worlds.Search;

/// <summary>Looks up what its task needs, in order, then answers. It follows the answers given so far: what was searched for needs no second search.</summary>
internal sealed class SearchOracle(SearchTask task, ISearchDialect dialect) : IOracle
{
    /// <inheritdoc/>
    public string? Next(IReadOnlyList<string> answers)
    {
        var state = Follow(answers);
        return state.IsOver ? null
            : state.Query is { } query ? dialect.Write(new SearchQuery(query, true), $"To go on, {query} must be known.")
            : dialect.Write(new SearchAnswer(task.Golden[0], true), "Nothing more must be looked up.");
    }

    /// <inheritdoc/>
    public bool IsOnTheWay(IReadOnlyList<string> answers) => Follow(answers) is { IsOver: false } or { IsRight: true };

    /// <inheritdoc/>
    public string Hint(IReadOnlyList<string> answers, int level)
    {
        var next = Next(answers);
        return level switch
        {
            <= 0 => "Look the question up, one thing at a time, and answer with what is told.",
            1 => next is null ? "The question is answered." : Follow(answers).Query is null ? "Enough is known: answer." : "Something must still be looked up: search.",
            _ => next is null ? "The question is answered." : $"Answer: {next}",
        };
    }

    private (bool IsOver, bool IsRight, string? Query) Follow(IReadOnlyList<string> answers)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        var searches = 0;
        foreach (var answer in answers)
        {
            switch (dialect.Parse(answer).Action)
            {
                case SearchAnswer said:
                    return (true, SearchWorld.IsRight(task.Golden, said.Answer), null);
                case SearchQuery when searches == task.Searches:
                    return (true, false, null);
                case SearchQuery query:
                    searches++;
                    asked.Add(query.Query);
                    break;
            }
        }

        return (false, false, searches < task.Searches ? task.Queries.FirstOrDefault(query => !asked.Contains(query)) : null);
    }
}
