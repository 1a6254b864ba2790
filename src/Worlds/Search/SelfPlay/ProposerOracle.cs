using Agentic.Agents;

namespace Agentic.Worlds.Search.SelfPlay;

/// <summary>Searches what its question rests on, from the answer backwards, then asks it. Gives up where the task names no question.</summary>
internal sealed class ProposerOracle(ProposerTask task, ProposerTurns turns) : IOracle
{
    /// <inheritdoc/>
    public string? Next(IReadOnlyList<string> answers)
    {
        var (queries, question) = Follow(answers);
        return question is not null || task.Known is not { } known ? null
            : task.Plan.Queries.FirstOrDefault(query => !queries.Contains(query)) is { } next ? turns.Search(next)
            : turns.Ask(known);
    }

    /// <inheritdoc/>
    public bool IsOnTheWay(IReadOnlyList<string> answers) => Follow(answers).Question is not { } question || question == task.Known;

    /// <inheritdoc/>
    public string Hint(IReadOnlyList<string> answers, int level) => level switch
    {
        <= 0 => "Search for what leads to the answer, then for what leads there; ask from where you end.",
        1 => Follow(answers).Queries.Count < task.Plan.Queries.Length ? "Something must still be found." : "Enough is found: ask.",
        _ => Next(answers) is { } next ? $"Answer: {next}" : "The question is asked.",
    };

    private (HashSet<string> Queries, string? Question) Follow(IReadOnlyList<string> answers)
    {
        var queries = new HashSet<string>(StringComparer.Ordinal);
        string? question = null;
        foreach (var answer in answers)
        {
            _ = turns.Parse(answer).Action switch
            {
                ProposedQuestion(var asked) => question ??= asked,
                SearchQuery(var query, _) when queries.Add(query) => query,
                _ => null,
            };
        }

        return (queries, question);
    }
}
