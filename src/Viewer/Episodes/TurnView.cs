using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Viewer.Episodes;

/// <summary>One turn as every view shows it: the record, its answer's tokens, and what was earned up to here.</summary>
/// <param name="Record">The recorded turn.</param>
/// <param name="Context">Segments read at this turn and not before: the observation, and at a role's first turn its instructions.</param>
/// <param name="Answer">The reply's segment; null where the transcript has none.</param>
/// <param name="Running">The role's return up to and including this turn, without what is paid at the end.</param>
public sealed record TurnView(TurnRecord Record, ImmutableArray<TokenSegment> Context, TokenSegment? Answer, double Running)
{
    /// <summary>The pictures of the observation, in order.</summary>
    public IEnumerable<ImageHandle> Images => Record.Observation.Parts.OfType<ImagePart>().Select(part => part.Image);

    /// <summary>The turns of an episode, in order.</summary>
    public static ImmutableArray<TurnView> Of(EpisodeRecord episode)
    {
        var running = new Dictionary<int, double>();
        var views = ImmutableArray.CreateBuilder<TurnView>(episode.Turns.Length);
        foreach (var turn in episode.Turns)
        {
            running[turn.Role] = running.GetValueOrDefault(turn.Role) + turn.Score;
            var (context, answer) = Segments(episode, turn);
            views.Add(new TurnView(turn, context, answer, running[turn.Role]));
        }

        return views.MoveToImmutable();
    }

    // A record of a faulted episode, or one made without a tokenizer, may have fewer spans than turns: then there is nothing to show.
    private static (ImmutableArray<TokenSegment> Context, TokenSegment? Answer) Segments(EpisodeRecord episode, TurnRecord turn)
    {
        if (turn.Role >= episode.Transcripts.Count || turn.RoleTurn >= episode.Transcripts[turn.Role].Turns.Count)
        {
            return ([], null);
        }

        var transcript = episode.Transcripts[turn.Role];
        var span = transcript.Turns[turn.RoleTurn];
        var first = turn.RoleTurn == 0 ? 0 : span.Start;
        ImmutableArray<TokenSegment> context = [.. transcript.Segments.Skip(first).Take(span.End - first)];
        return (context, span.Reply is { } reply ? transcript.Segments[reply] : null);
    }
}
