using System.Collections.Immutable;
using System.Text;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Search.Retrieval;

namespace Agentic.Worlds.Search.SelfPlay;

/// <summary>An answer in play: searches for what leads to it, then one question. What the question is worth others decide, later.</summary>
public sealed class ProposerWorld : IWorld, IDescribable
{
    private const string Tool = "search";
    private readonly ProposerTask _task;
    private readonly SearchLook _look;
    private readonly IRetriever _retriever; // borrowed
    private ImmutableArray<string> _queries = [];
    private ImmutableArray<string> _found = [];
    private bool _isOver;

    /// <summary>An answer that nothing has been searched for yet.</summary>
    internal ProposerWorld(ProposerTask task, SearchLook look, IRetriever retriever) => (_task, _look, _retriever) = (task, look, retriever);

    /// <inheritdoc/>
    public StateKey StateKey => _queries.Aggregate(
        default(StateKey).With(Encoding.UTF8.GetBytes(_task.CanonicalForm())), (key, query) => key.With(Encoding.UTF8.GetBytes(query))).With(_isOver ? 1UL : 0);

    /// <inheritdoc/>
    public ValueTask<Observation> ObserveAsync(CancellationToken cancellation) => ValueTask.FromResult(Observation.Of(
        _found.IsEmpty ? new TextPart(ProposerKind.Ask(_task, _look.Dialect.Text.IsBrief)) : new ToolResultPart(Tool, _found[^1])));

    /// <inheritdoc/>
    public async ValueTask<StepOutcome> StepAsync(AgentAction action, CancellationToken cancellation)
    {
        if (_isOver)
        {
            throw new InvalidOperationException("This question is asked; open the task again to play another episode.");
        }

        switch (action.Parsed)
        {
            case ProposedQuestion(var question):
                _isOver = true;
                var isSound = QuestionRules.FirstFailure(question, _task.Golden, _queries, _found) is null;
                return new StepOutcome.Terminated(isSound, Reward.Of(ProposerKind.Sound, isSound ? 1 : 0));
            case SearchQuery(var query, _):
                try
                {
                    var hits = await _retriever.SearchAsync(query, _task.TopK, cancellation);
                    (_queries, _found) = (_queries.Add(query), _found.Add(ResultBlock.Of(hits, _look.Dialect.Text, _look.Words, _look.HasScores).Text));
                    return new StepOutcome.Continued(Reward.Of(SearchParts.Searches, 1));
                }
                catch (RetrieverFaultException broken)
                {
                    return new StepOutcome.Faulted(new Fault("world", broken.Message, broken.Retryable));
                }

            default:
                throw new ArgumentException($"A proposer searches and asks, but {action.Parsed.GetType().Name} came.", nameof(action));
        }
    }

    /// <inheritdoc/>
    public string DescribeState() => JsonText.Object(json =>
    {
        json.WriteString("answer", _task.Answer);
        json.WriteNumber("hops", _task.Hops);
        json.WriteTexts("queries", _queries);
        json.WriteBoolean("over", _isOver);
    });

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
