using Agentic.Agents;

namespace Agentic.Cli;

/// <summary>One answer and what became of it.</summary>
/// <param name="Turn">Turn from 0.</param>
/// <param name="Answer">What was said.</param>
/// <param name="Action">The action in canonical words, or null.</param>
/// <param name="IsLegal">Whether it was understood and allowed.</param>
/// <param name="Feedback">Why it was not understood, or the world's words.</param>
/// <param name="Reward">Weighted sum of the parts.</param>
/// <param name="Parts">Parts earned by this step.</param>
/// <param name="Ended">How the game ended with this step, or null.</param>
/// <param name="State">The state afterwards as JSON; null where the world describes none.</param>
internal sealed record PlayedStep(
    int Turn, string Answer, string? Action, bool IsLegal, string? Feedback, double Reward, Reward Parts, string? Ended, string? State);

/// <summary>
/// A world played answer by answer, without policy, tokens or record, under the rules of the episode loop: refusals cost a turn,
/// three in a row end it, the format part is paid at the end.
/// </summary>
internal sealed class PlaySession : IAsyncDisposable
{
    private readonly TaskInstance _task;
    private readonly IWorld _world;
    private readonly int _maxTurns;
    private double _earned;
    private int _refusalsInARow;
    private bool _wasRefused;

    private PlaySession(IWorldKind kind, TaskInstance task, IWorld world, MemoryImageStore images, int maxTurns) =>
        (Kind, _task, _world, Images, _maxTurns) = (kind, task, world, images, maxTurns);

    public IWorldKind Kind { get; }

    public TaskInstance Task => _task;

    /// <summary>The frames that were seen.</summary>
    public MemoryImageStore Images { get; }

    public int Turns { get; private set; }

    /// <summary>How it ended: the words of <see cref="EpisodeEnd.Name"/>; null while it goes on.</summary>
    public string? Ended { get; private set; }

    public bool IsSolved => Ended == "solved";

    public Fault? Fault { get; private set; }

    /// <summary>Parts paid at the end, beside what the steps earned.</summary>
    public Reward FinalParts { get; private set; }

    /// <summary>Σ weight · value of everything so far.</summary>
    public double Total => _earned + Kind.Descriptor.Weights.Score(FinalParts);

    public static PlaySession Open(IWorldKind kind, TaskInstance task, ulong seed, int maxTurns, TimeProvider clock)
    {
        var images = new MemoryImageStore();
        var world = kind.Open(task, new WorldContext(images, RandomKey.FromSeed(seed).Derive("dynamics"), clock));
        return new PlaySession(kind, task, world, images, maxTurns);
    }

    public ValueTask<Observation> ObserveAsync(CancellationToken cancellation) => _world.ObserveAsync(cancellation);

    public async ValueTask<PlayedStep> AnswerAsync(string answer, CancellationToken cancellation)
    {
        var parse = Kind.Parse(_task, answer);
        _refusalsInARow = parse.Action is null ? _refusalsInARow + 1 : 0;
        _wasRefused |= parse.Action is null;
        StepOutcome outcome = parse.Action is null
            ? new StepOutcome.Continued(Feedback: parse.Failure, Legal: false)
            : await _world.StepAsync(new AgentAction(answer, default, parse.Action), cancellation);
        var turn = Turns++;
        var (parts, feedback, isLegal) = outcome switch
        {
            StepOutcome.Continued on => (on.Reward, on.Feedback, on.Legal),
            StepOutcome.Terminated over => (over.Reward, over.Feedback, over.Legal),
            StepOutcome.Faulted broken => (Reward.None, broken.Fault.Message, false),
            _ => (Reward.None, (string?)null, true),
        };
        var reward = Kind.Descriptor.Weights.Score(parts);
        _earned += reward;
        End(outcome);
        return new PlayedStep(
            turn, answer, parse.Action?.Canonical, isLegal, feedback, reward, parts, Ended, (_world as IDescribable)?.DescribeState());
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    private void End(StepOutcome outcome)
    {
        TruncationReason? cut = _refusalsInARow >= EpisodeLimits.MaxRefusalsInARow ? TruncationReason.Unparsable
            : Turns >= _maxTurns ? TruncationReason.OutOfTurns
            : null;
        EpisodeEnd? end = outcome switch
        {
            StepOutcome.Terminated over => new EpisodeEnd.Terminated(over.Solved),
            StepOutcome.Faulted broken => new EpisodeEnd.Faulted(broken.Fault),
            _ when cut is { } reason => new EpisodeEnd.Truncated(reason),
            _ => null,
        };
        if (end is null)
        {
            return;
        }

        Ended = end.Name;
        Fault = (end as EpisodeEnd.Faulted)?.Fault;
        if (Fault is not null)
        {
            return;
        }

        var judged = end is EpisodeEnd.Truncated truncated && _world is IFinalJudge judge ? judge.Judge(truncated.Reason) : Reward.None;
        FinalParts = judged.With(RewardWeights.Format, _wasRefused ? 0 : 1);
    }
}
