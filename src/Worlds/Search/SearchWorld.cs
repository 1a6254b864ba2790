using System.Collections.Immutable;
using System.Text;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Search.Retrieval;

namespace Agentic.Worlds.Search;

/// <summary>How a search world shows what was found.</summary>
/// <param name="Dialect">How turns are written.</param>
/// <param name="Words">Most words of passages that one search gives back.</param>
/// <param name="HasScores">Whether hits show their scores.</param>
internal sealed record SearchLook(ISearchDialect Dialect, int Words, bool HasScores);

/// <summary>A question in play: searches that give passages back, then one answer.</summary>
/// <remarks>
/// What a retriever cannot do is a fault, never an empty result. The last turn comes when the searches are used up: an answer counts then,
/// and a search ends the episode with nothing. What was found is a tool result, so that nothing of it is ever the policy's own.
/// </remarks>
public sealed class SearchWorld : IWorld, IDescribable, IForkable, IFinalJudge
{
    private const string Tool = "search";
    private readonly SearchTask _task;
    private readonly SearchLook _look;
    private readonly IRetriever _retriever; // borrowed
    private ImmutableList<string> _queries = [];
    private ImmutableHashSet<string> _found = [];
    private ResultBlock? _last;
    private bool _isWellFormed = true;
    private bool _wasShown;
    private bool _isOver;

    /// <summary>A question that nothing has been searched for yet.</summary>
    internal SearchWorld(SearchTask task, SearchLook look, IRetriever retriever) => (_task, _look, _retriever) = (task, look, retriever);

    /// <inheritdoc/>
    public StateKey StateKey => _queries.Aggregate(
        default(StateKey).With(Encoding.UTF8.GetBytes(_task.Question)), (key, query) => key.With(Encoding.UTF8.GetBytes(query))).With(_isOver ? 1UL : 0);

    private bool IsLastTurn => _queries.Count >= _task.Searches;

    /// <summary>Whether an answer is one of the right ones. Right answers that the comparison leaves nothing of are compared as they stand.</summary>
    public static bool IsRight(ImmutableArray<string> golden, string answer)
    {
        var said = AnswerMatch.Normalise(answer);
        return said.Length > 0
            ? AnswerMatch.Exact(answer, golden.AsSpan())
            : golden.Any(gold => gold.Equals(answer, StringComparison.OrdinalIgnoreCase));
    }

    /// <inheritdoc/>
    public ValueTask<Observation> ObserveAsync(CancellationToken cancellation)
    {
        var isBrief = _look.Dialect.Text.IsBrief;
        var parts = ImmutableArray.CreateBuilder<ObservationPart>();
        parts.Add(_last is null ? new TextPart(isBrief ? _task.Question : $"Question: {_task.Question}") : new ToolResultPart(Tool, _last.Text));
        if (IsLastTurn)
        {
            parts.Add(new TextPart(isBrief ? SearchVocabulary.AnswerNow : "No searches are left. Only an answer counts now."));
        }

        return ValueTask.FromResult(new Observation(parts.DrainToImmutable()));
    }

    /// <inheritdoc/>
    public async ValueTask<StepOutcome> StepAsync(AgentAction action, CancellationToken cancellation)
    {
        if (_isOver)
        {
            throw new InvalidOperationException("This question is answered; open the task again to play another episode.");
        }

        return action.Parsed switch
        {
            SearchAnswer answer => Answer(answer),
            SearchQuery query => await SearchAsync(query, cancellation),
            var other => throw new ArgumentException($"A search world takes searches and answers, but {other.GetType().Name} came.", nameof(action)),
        };
    }

    /// <inheritdoc/>
    public Reward Judge(TruncationReason reason) => Reward.Of(RewardWeights.Outcome, 0).With(SearchParts.TokenF1, 0).With(SearchParts.SearchR1, 0);

    /// <inheritdoc/>
    public string DescribeState() => JsonText.Object(json =>
    {
        json.WriteString("question", _task.Question);
        json.WriteTexts("answers", _task.Golden);
        json.WriteTexts("path", _task.Queries);
        json.WriteTexts("evidence", _task.EvidenceTitles);
        json.WriteTexts("queries", _queries);
        json.WriteTexts("found", _task.Evidence.Zip(_task.EvidenceTitles).Where(one => _found.Contains(one.First)).Select(one => one.Second));
        json.WriteNumber("searches_left", Math.Max(0, _task.Searches - _queries.Count));
        json.WriteBoolean("over", _isOver);
    });

    /// <inheritdoc/>
    public IWorld Fork() => new SearchWorld(_task, _look, _retriever)
    {
        _queries = _queries, _found = _found, _last = _last, _isWellFormed = _isWellFormed, _wasShown = _wasShown, _isOver = _isOver,
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private StepOutcome.Terminated Answer(SearchAnswer answer)
    {
        (_isOver, _isWellFormed) = (true, _isWellFormed && answer.HasForm);
        var isRight = IsRight(_task.Golden, answer.Answer);
        return new StepOutcome.Terminated(isRight, Reward.Of(RewardWeights.Outcome, isRight ? 1 : 0)
            .With(SearchParts.TokenF1, isRight ? 1 : AnswerMatch.TokenF1(answer.Answer, _task.Golden.AsSpan()))
            .With(SearchParts.SearchR1, SearchParts.SearchR1Value(isRight, _isWellFormed, _wasShown)));
    }

    private async ValueTask<StepOutcome> SearchAsync(SearchQuery query, CancellationToken cancellation)
    {
        if (IsLastTurn)
        {
            _isOver = true;
            return new StepOutcome.Terminated(false, Judge(TruncationReason.OutOfTurns), Legal: false);
        }

        ImmutableArray<SearchHit> hits;
        try
        {
            hits = await _retriever.SearchAsync(query.Query, _task.TopK, cancellation);
        }
        catch (RetrieverFaultException broken)
        {
            return new StepOutcome.Faulted(new Fault("world", broken.Message, broken.Retryable));
        }

        var block = ResultBlock.Of(hits, _look.Dialect.Text, _look.Words, _look.HasScores);
        var shown = block.Whole.Where(_task.Evidence.Contains).ToImmutableHashSet();
        var isNew = shown.Except(_found).Count;
        var rank = hits.Select((hit, index) => shown.Contains(hit.Id) ? index + 1 : 0).FirstOrDefault(place => place > 0);
        (_queries, _found, _last) = (_queries.Add(query.Query), _found.Union(shown), block);
        _isWellFormed &= query.HasForm;
        _wasShown |= hits.Any(hit => block.Whole.Contains(hit.Id) && AnswerMatch.Contains($"{hit.Title}\n{hit.Text}", _task.Golden.AsSpan()));
        var reward = Reward.Of(SearchParts.Searches, 1);
        return new StepOutcome.Continued(_task.Evidence.IsEmpty ? reward
            : reward.With(SearchParts.Evidence, (double)isNew / _task.Evidence.Length).With(SearchParts.EvidenceRank, rank));
    }
}
