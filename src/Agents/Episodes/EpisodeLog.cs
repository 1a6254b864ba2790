using System.Collections.Immutable;

namespace Agentic.Agents;

/// <summary>The book-keeping of one running episode: transcripts, limits, turns, and how it ended. One writer.</summary>
internal sealed class EpisodeLog(EpisodePlan plan, EpisodeServices services, EpisodeTimes? times)
{
    private readonly RoleLog[] _roles = [.. plan.Kind.Descriptor.Roles.Select(_ => new RoleLog(new Transcript(plan.Window)))];
    private readonly ImmutableArray<TurnRecord>.Builder _turns = ImmutableArray.CreateBuilder<TurnRecord>();
    private readonly RandomKey _sampling = plan.Key.Derive("sampling");
    private readonly long _started = services.Clock.GetTimestamp();
    private readonly List<string> _said = [];
    private TurnRecord? _open;
    private int _refusalsInARow;

    /// <summary>The world, where it says how long it waits.</summary>
    public IWaitingWorld? Waits { get; set; }

    /// <summary>How it ended, or null while it goes on.</summary>
    public EpisodeEnd? End { get; private set; }

    /// <summary>Enters a world or an agent with what is left of the episode's time.</summary>
    public ValueTask<T> EnterAsync<T>(string source, Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellation) => times is null
        ? Boundary.EnterAsync(source, call, TimeLeft(), services.Clock, cancellation)
        : TimedAsync(source, call, times, cancellation);

    /// <summary>What a guide is shown before a turn is opened.</summary>
    public GuideTurn Ask(int role, Observation observation, IDemonstrator? world) => new(plan.Task, _turns.Count, role, observation, _said, world);

    /// <summary>An answer that was given in the policy's place.</summary>
    public AgentReply Given(string answer) => new(answer, services.Renderer.Reply(answer) with { Origin = SegmentOrigin.Guidance });

    /// <summary>A teacher's answer, in the tokens that the teacher chose: text may be cut short, and would be split anew.</summary>
    public AgentReply Given(AgentReply answer) => answer.Tokens is { } said ? new(answer.Text, TokenSegment.Of(SegmentOrigin.Guidance, said.Ids)) : Given(answer.Text);

    /// <summary>Opens a turn: writes the observation into the role's transcript, and gives the agent what it may see.</summary>
    public AgentTurn Open(int role, StateKey state, Observation observation, Help help)
    {
        var log = _roles[role];
        if (log.Feedback is { } feedback)
        {
            observation = observation.After(new TextPart(feedback));
        }

        if (help.Words?.Trim() is { Length: > 0 } words)
        {
            observation = observation.With(new GuidancePart(words));
        }

        if (log.Transcript.Turns.Count == 0)
        {
            log.Transcript.Begin(services.Renderer.Preamble(plan.Instruction));
        }

        var rendered = services.Renderer.Observe(observation, log.Transcript.LastReply);
        RequireEveryPicture(observation, rendered);
        if (log.Transcript.Length + rendered.Sum(segment => segment.Ids.Length) + plan.Limits.MaxTokensPerTurn > plan.Limits.MaxTokens)
        {
            End = new EpisodeEnd.Truncated(TruncationReason.OutOfTokens);
        }
        else if (TimeLeft() <= TimeSpan.Zero)
        {
            End = new EpisodeEnd.Truncated(TruncationReason.OutOfTime);
        }

        _open = new TurnRecord
        {
            Index = _turns.Count, Role = role, RoleTurn = log.Transcript.Turns.Count, State = state, Observation = observation,
            Text = "", Legal = false, Reward = Reward.None, Score = 0,
        };
        var prompt = End is null ? log.Transcript.Observe(rendered) : [];
        return new AgentTurn(
            plan.Task, _turns.Count, observation, prompt, log.Answers, plan.Limits.MaxTokensPerTurn, _sampling.Derive((ulong)_turns.Count))
        {
            Instruction = plan.Instruction,
            Seen = log.Seen,
            Said = _said,
            FirstShown = plan.Window.FirstTurn(log.Answers.Count),
        };
    }

    /// <summary>Writes the answer into the transcript; gives the action, or null when the text was not understood.</summary>
    public AgentAction? Answer(AgentReply reply, ActionParse parse)
    {
        times?.Add(_turns.Count, new TurnTimes(-reply.Waited, default, reply.Waited));
        var log = _roles[_open!.Role];
        var span = log.Transcript.Reply(reply.Tokens ?? services.Renderer.Reply(reply.Text));
        log.Answers.Add(reply.Text);
        _said.Add(reply.Text);
        log.Seen.Add(_open.Observation);
        log.Feedback = parse.Failure;
        log.Refusals += parse.Action is null ? 1 : 0;
        _refusalsInARow = parse.Action is null ? _refusalsInARow + 1 : 0;
        _open = _open with { Text = reply.Text, Action = parse.Action?.Canonical, Feedback = parse.Failure };
        return parse.Action is { } action ? new AgentAction(reply.Text, span, action) : null;
    }

    /// <summary>Closes the turn with what the world said, and decides whether there is another.</summary>
    public void Record(StepOutcome outcome)
    {
        var turn = _open!;
        switch (outcome)
        {
            case StepOutcome.Continued step:
                _roles[turn.Role].Feedback ??= step.Feedback;
                turn = turn with { Legal = step.Legal, Reward = step.Reward, Feedback = turn.Feedback ?? step.Feedback };
                break;
            case StepOutcome.Terminated last:
                turn = turn with { Legal = last.Legal, Reward = last.Reward, Feedback = turn.Feedback ?? last.Feedback };
                End = new EpisodeEnd.Terminated(last.Solved);
                break;
            case StepOutcome.Faulted broken:
                throw new BoundaryException(broken.Fault);
        }

        _turns.Add(turn with { Score = plan.Weights.Score(turn.Reward) });
        End ??= _refusalsInARow >= EpisodeLimits.MaxRefusalsInARow ? new EpisodeEnd.Truncated(TruncationReason.Unparsable)
            : _turns.Count >= plan.Limits.MaxTurns ? new EpisodeEnd.Truncated(TruncationReason.OutOfTurns)
            : null;
    }

    /// <summary>The finished record, with what is paid at the end.</summary>
    public EpisodeRecord Close(IWorld world) => Boundary.Enter("world", () =>
    {
        var end = End!;
        var byRole = (world as IMultiRole)?.RewardsByRole(end);
        var judged = end is EpisodeEnd.Truncated cut && world is IFinalJudge judge ? judge.Judge(cut.Reason) : Reward.None;
        return Build(end, [.. _roles.Select((log, role) =>
            (byRole?[role] ?? judged).With(RewardWeights.Format, log.Answers.Count > 0 && log.Refusals == 0 ? 1 : 0))]);
    });

    /// <summary>The record of an episode that broke: what there was of it, and no final parts.</summary>
    public EpisodeRecord Close(Fault fault) => Build(new EpisodeEnd.Faulted(fault), [.. _roles.Select(_ => Reward.None)]);

    private EpisodeRecord Build(EpisodeEnd end, ImmutableArray<Reward> finalRewards) => new()
    {
        Index = plan.Index, Group = plan.Group, Member = plan.Member, Parent = plan.Parent, Task = plan.Task, Key = plan.Key, Limits = plan.Limits,
        Weights = plan.Weights, Instruction = plan.Instruction, Transcripts = [.. _roles.Select(log => log.Transcript)],
        Turns = _turns.DrainToImmutable(), End = end, FinalRewards = finalRewards,
    };

    private async ValueTask<T> TimedAsync<T>(string source, Func<CancellationToken, ValueTask<T>> call, EpisodeTimes told, CancellationToken cancellation)
    {
        var (entered, waited) = (services.Clock.GetTimestamp(), Waits?.Waited ?? default);
        try
        {
            return await Boundary.EnterAsync(source, call, TimeLeft(), services.Clock, cancellation);
        }
        finally
        {
            var (spent, queued) = (services.Clock.GetElapsedTime(entered), (Waits?.Waited ?? default) - waited);
            told.Add(_turns.Count, source == "world" ? new TurnTimes(default, spent - queued, queued) : new TurnTimes(spent, default, default));
        }
    }

    private TimeSpan? TimeLeft() => plan.Limits.MaxTime - services.Clock.GetElapsedTime(_started);

    // A picture that is shown but not embedded would train a blind policy without any error: the commonest silent defect there is.
    private static void RequireEveryPicture(Observation observation, IReadOnlyList<TokenSegment> rendered)
    {
        var shown = observation.Parts.OfType<ImagePart>().Select(part => part.Image);
        var embedded = rendered.Where(segment => segment.Image is not null).Select(segment => segment.Image!.Handle);
        if (!shown.SequenceEqual(embedded))
        {
            throw new InvalidOperationException(
                $"The observation shows {shown.Count()} pictures, but {embedded.Count()} were embedded, or in another order.");
        }
    }

    /// <summary>One role's side of the episode.</summary>
    private sealed class RoleLog(Transcript transcript)
    {
        public Transcript Transcript { get; } = transcript;

        public List<string> Answers { get; } = [];

        public List<Observation> Seen { get; } = [];

        public string? Feedback { get; set; }

        public int Refusals { get; set; }
    }
}
