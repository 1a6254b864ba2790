namespace Agentic.Agents;

/// <summary>A world in play: one task, one episode, one writer, then disposed.</summary>
public interface IWorld : IAsyncDisposable
{
    /// <summary>A stable hash of the present state; a world that must be reached first knows it from its first observation on.</summary>
    StateKey StateKey { get; }

    /// <summary>What there is to see now. Changes nothing; the same state gives the same bytes.</summary>
    ValueTask<Observation> ObserveAsync(CancellationToken cancellation);

    /// <summary>Applies a parsed action. Unparsable text never comes here.</summary>
    ValueTask<StepOutcome> StepAsync(AgentAction action, CancellationToken cancellation);
}

/// <summary>A world whose present state can be written down, for <c>play</c> and for people.</summary>
public interface IDescribable
{
    /// <summary>The present state as JSON.</summary>
    string DescribeState();
}

/// <summary>A world that can be shown without changing it.</summary>
public interface IRenderable
{
    /// <summary>The present frame; the same bytes for the same state.</summary>
    ImageFrame Render();
}

/// <summary>A world whose state can be copied, so that a tree may be searched. O(1) where state is immutable.</summary>
public interface IForkable
{
    /// <summary>An independent world in the same state; the caller disposes it.</summary>
    IWorld Fork();
}

/// <summary>A world that pays something when the engine cuts the episode, such as progress made.</summary>
public interface IFinalJudge
{
    /// <summary>The parts that hold for the present state, when no step has ended the episode.</summary>
    Reward Judge(TruncationReason reason);
}

/// <summary>A world that waits for something lent, such as a page of a browser, and says for how long.</summary>
public interface IWaitingWorld
{
    /// <summary>Time waited so far; a clock value, so it is no part of any record.</summary>
    TimeSpan Waited { get; }
}

/// <summary>A world that shows what to do next by looking at itself, where no oracle can know it from the answers alone.</summary>
public interface IDemonstrator
{
    /// <summary>The answer to give in the present state, or null when no answer can succeed any more. Changes nothing.</summary>
    ValueTask<string?> DemonstrateAsync(CancellationToken cancellation);
}

/// <summary>A world in which several roles act in turn.</summary>
public interface IMultiRole
{
    /// <summary>Index into the descriptor's roles of who acts next.</summary>
    int NextRole { get; }

    /// <summary>What each role earned, when the episode is over; scored like any other parts.</summary>
    IReadOnlyList<Reward> RewardsByRole(EpisodeEnd end);
}

/// <summary>What a world is handed when it opens.</summary>
/// <param name="Images">Where its frames go.</param>
/// <param name="Dynamics">Key of this episode's chance events; equal for all members of a group only where the task fixes them.</param>
/// <param name="Clock">The only clock.</param>
public sealed record WorldContext(IImageStore Images, RandomKey Dynamics, TimeProvider Clock);
