namespace Agentic.Agents;

/// <summary>
/// The loop: observe → (receive help) → act → step → record, until the world says that it is over or the engine says that it is enough.
/// </summary>
/// <remarks>
/// A world says solved, failed or goes on; only this loop says out of turns, out of tokens, out of time, unparsable, faulted.
/// An episode is one asynchronous flow; many run at once, and none touches a tensor.
/// </remarks>
public static class Episode
{
    /// <summary>Plays one episode to its end. A fault is an end too, not an exception.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled; nothing is recorded.</exception>
    public static ValueTask<EpisodeRecord> RunAsync(EpisodePlan plan, EpisodeServices services, CancellationToken cancellation = default) =>
        RunAsync(plan, services, null, cancellation);

    /// <summary>As above, and says where the time went.</summary>
    /// <param name="plan">What to play.</param>
    /// <param name="services">What it runs on.</param>
    /// <param name="times">Told of each turn; null for nobody.</param>
    /// <param name="cancellation">Ends it without a record.</param>
    public static async ValueTask<EpisodeRecord> RunAsync(EpisodePlan plan, EpisodeServices services, EpisodeTimes? times, CancellationToken cancellation)
    {
        var log = new EpisodeLog(plan, services, times);
        try
        {
            await using var world = Boundary.Enter("world", () =>
                plan.Kind.Open(plan.Task, new WorldContext(services.Images, plan.Key.Derive("dynamics"), services.Clock)));

            log.Waits = world as IWaitingWorld;
            while (log.End is null)
            {
                var role = (world as IMultiRole)?.NextRole ?? 0;
                var observation = await log.EnterAsync("world", world.ObserveAsync, cancellation);

                var help = plan.Guide is { } guide
                    ? await log.EnterAsync("guide", token => guide.HelpAsync(log.Ask(role, observation, world as IDemonstrator), token), cancellation)
                    : Help.None;

                var turn = log.Open(role, world.StateKey, observation, help) with { Demonstrator = world as IDemonstrator };
                if (log.End is not null)
                {
                    break;
                }

                var agent = services.AgentOf(role);
                var reply = help.Answer is { } given ? log.Given(given)
                    : help.By is { } teacher ? log.Given(await log.EnterAsync("teacher", token => teacher.ActAsync(turn, token), cancellation))
                    : turn.Turn < plan.Begun.Count ? plan.Begun[turn.Turn]
                    : await log.EnterAsync("agent", token => agent.ActAsync(turn, token), cancellation);

                var action = log.Answer(reply, Boundary.Enter("world", () => plan.Kind.Parse(plan.Task, reply.Text)));
                log.Record(action is null
                    ? new StepOutcome.Continued(Legal: false)
                    : await log.EnterAsync("world", token => world.StepAsync(action, token), cancellation));
            }

            return log.Close(world);
        }
        catch (BoundaryException broken)
        {
            return log.Close(broken.Fault);
        }
    }
}
