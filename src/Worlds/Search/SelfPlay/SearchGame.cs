using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Worlds.Search.Knowledge;

namespace Agentic.Worlds.Search.SelfPlay;

/// <summary>Search self-play: a proposer makes questions for answers, solvers search for them, a reader confirms them from what the proposer found. The graph knows the truth.</summary>
public sealed class SearchGame : ISelfPlayGame
{
    // As the canonical words of a search begin.
    private const string Searched = "search: ";

    private readonly KnowledgeShelf _shelf = new();

    /// <summary>The game of a search world.</summary>
    /// <param name="options">Of the world.</param>
    /// <param name="noiseDocuments">Finds of other questions beside the right ones where reading is demonstrated.</param>
    /// <exception cref="WorldOptionException">The questions are the user's: no graph knows what they rest on.</exception>
    public SearchGame(IReadOnlyDictionary<string, string> options, int noiseDocuments)
    {
        var read = SearchOptions.From(options);
        if (read.HasQuestions)
        {
            throw WorldOptionException.Invalid(SearchKind.Name, "questions", "left out in self-play, whose questions are made", $"'{(read.Questions.Length > 0 ? read.Questions : read.TestQuestions)}'");
        }

        var look = new SearchLook(SearchDialects.Create(read.Dialect), read.ResultWords, read.HasScores);
        Kinds = new SelfPlayKinds(new SearchKind(options, _shelf), new ProposerKind(read, look, _shelf), new ReaderKind(read, look, _shelf, noiseDocuments));
    }

    /// <inheritdoc/>
    public SelfPlayKinds Kinds { get; }

    /// <inheritdoc/>
    public Proposal Read(EpisodeRecord proposed)
    {
        var task = ProposerKind.Payload(proposed.Task);
        var question = Said(proposed, ProposedQuestion.Prefix).FirstOrDefault();
        ImmutableArray<string> queries = [.. Said(proposed, Searched)];
        // After a turn that was not understood the same is shown again.
        ImmutableArray<string> found = [.. proposed.Turns.SelectMany(turn => turn.Observation.Parts).OfType<ToolResultPart>().Select(part => part.Text).Distinct()];
        var failure = QuestionRules.FirstFailure(question, task.Golden, queries, found);
        return new Proposal
        {
            Failure = failure,
            Question = question ?? "",
            Queries = queries,
            Evidence = string.Join('\n', found),
            IsExact = IsExact(task, question),
            Problem = failure is null ? Problem(task, question!) : null,
        };
    }

    /// <inheritdoc/>
    public TaskInstance Check(Proposal proposal, ImmutableArray<string> documents)
    {
        var problem = SearchKind.Payload(proposal.Problem ?? throw new ArgumentException("Only a proposal that keeps to the rules can be checked.", nameof(proposal)));
        return ReaderKind.Ask(problem.Question, problem.Golden, documents);
    }

    private TaskInstance Problem(ProposerTask task, string question) => TaskJson.ReadText(Kinds.Solver, new SearchTask
    {
        Question = question, Golden = task.Golden, TopK = task.TopK, Searches = task.Searches, Encyclopaedia = task.Encyclopaedia, HasOwnAnswers = true,
    }.ToJson());

    private bool IsExact(ProposerTask task, string? question)
    {
        var graph = _shelf.Get(task.Encyclopaedia.Spec, task.Encyclopaedia.Style).Graph;
        return question is not null && KnowledgeLanguage.TryRead(question, out var asked, out _)
            && graph.Answers(asked) is [var only] && graph.Resolve(task.Answer) == only;
    }

    private static IEnumerable<string> Said(EpisodeRecord record, string prefix) =>
        record.Turns.Where(turn => turn.Action?.StartsWith(prefix, StringComparison.Ordinal) == true).Select(turn => turn.Action![prefix.Length..]);
}
