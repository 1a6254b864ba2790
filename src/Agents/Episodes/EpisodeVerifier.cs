using System.Collections.Immutable;

namespace Agentic.Agents;

/// <summary>Plays a recorded episode again, with the answers that were given, and compares everything that the engine and the world decide.</summary>
public static class EpisodeVerifier
{
    /// <summary>The first difference, or null when the episode comes out the same: states, frames, tokens, actions, rewards, end; but for what the kind declares as settled later.</summary>
    /// <param name="record">What was recorded.</param>
    /// <param name="kind">The world kind it was played in.</param>
    /// <param name="renderer">The renderer it was played with.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async ValueTask<Mismatch?> VerifyAsync(
        EpisodeRecord record, IWorldKind kind, ITurnRenderer renderer, CancellationToken cancellation = default)
    {
        if (kind.Descriptor.Version != record.Task.WorldVersion)
        {
            return new Mismatch(record.Index, null, "world version", $"{record.Task.WorldVersion}", $"{kind.Descriptor.Version}");
        }

        var services = new EpisodeServices(
            [.. record.Transcripts.Select((transcript, role) => new ScriptedAgent(Replies(record, transcript, role)))],
            renderer, new DigestOnly(), TimeProvider.System);
        var again = await Episode.RunAsync(new EpisodePlan
        {
            Kind = kind, Task = record.Task, Index = record.Index, Group = record.Group, Member = record.Member, Key = record.Key,
            Limits = record.Limits with { MaxTime = null }, Window = record.Transcripts[0].Window, Weights = record.Weights,
            Instruction = record.Instruction, Guide = record.HadHelp ? new RecordedGuide(record) : null,
        }, services, cancellation);
        return Compare(Unsettled(record, kind.Descriptor.SettledLater), again);
    }

    // What other episodes paid later is no part of what the world said.
    private static EpisodeRecord Unsettled(EpisodeRecord record, ImmutableArray<string> later) => later.IsEmpty ? record : record with
    {
        FinalRewards = [.. record.FinalRewards.Select(reward => new Reward([.. reward.Parts.Where(part => !later.Contains(part.Name))]))],
    };

    private static List<AgentReply> Replies(EpisodeRecord record, Transcript transcript, int role) =>
        [.. record.Turns.Where(turn => turn.Role == role)
            .Select(turn => new AgentReply(turn.Text, transcript.Segments[transcript.Turns[turn.RoleTurn].Reply!.Value]))];

    private static Mismatch? Compare(EpisodeRecord was, EpisodeRecord now)
    {
        for (var index = 0; index < Math.Min(was.Turns.Length, now.Turns.Length); index++)
        {
            if (Differs(was.Turns[index], now.Turns[index]) is var (what, expected, actual))
            {
                return new Mismatch(was.Index, index, what, expected, actual);
            }
        }

        for (var role = 0; role < was.Transcripts.Count; role++)
        {
            if (FirstOtherSegment(was.Transcripts[role].Segments, now.Transcripts[role].Segments) is { } segment)
            {
                var turn = was.Transcripts[role].Turns.TakeWhile(span => span.Start <= segment).Count() - 1;
                return new Mismatch(was.Index, Math.Max(turn, 0), $"tokens of segment {segment}", "those recorded", "others");
            }
        }

        // What the clock or a broken world ended cannot end the same way again; its turns have been compared.
        if (was.End is EpisodeEnd.Faulted or EpisodeEnd.Truncated { Reason: TruncationReason.OutOfTime })
        {
            return null;
        }

        if (was.Turns.Length != now.Turns.Length || was.End != now.End)
        {
            return new Mismatch(was.Index, null, "end", $"{was.End.Name} after {was.Turns.Length} turns", $"{now.End.Name} after {now.Turns.Length} turns");
        }

        return was.FinalRewards.SequenceEqual(now.FinalRewards)
            ? null
            : new Mismatch(was.Index, null, "final rewards", Words(was.FinalRewards), Words(now.FinalRewards));
    }

    private static (string What, string Expected, string Actual)? Differs(TurnRecord was, TurnRecord now) =>
        was.State != now.State ? ("state", was.State.ToString(), now.State.ToString())
        : was.Role != now.Role ? ("role", $"{was.Role}", $"{now.Role}")
        : was.Observation != now.Observation ? ("observation", Words(was.Observation), Words(now.Observation))
        : was.Action != now.Action ? ("action", was.Action ?? "none", now.Action ?? "none")
        : was.Feedback != now.Feedback ? ("feedback", was.Feedback ?? "none", now.Feedback ?? "none")
        : was.Legal != now.Legal ? ("legality", $"{was.Legal}", $"{now.Legal}")
        : was.Reward != now.Reward || was.Score != now.Score ? ("reward", Words([was.Reward]), Words([now.Reward]))
        : null;

    private static int? FirstOtherSegment(IReadOnlyList<TokenSegment> was, IReadOnlyList<TokenSegment> now)
    {
        for (var index = 0; index < was.Count; index++)
        {
            var same = index < now.Count && was[index].Origin == now[index].Origin
                && was[index].Ids.AsSpan().SequenceEqual(now[index].Ids.AsSpan()) && was[index].Image == now[index].Image;
            if (!same)
            {
                return index;
            }
        }

        return null;
    }

    private static string Words(IEnumerable<Reward> rewards) =>
        string.Join(" | ", rewards.Select(reward => string.Join(", ", reward.Parts.Select(part => $"{part.Name} {part.Value}"))));

    private static string Words(Observation observation) =>
        string.Join(" + ", observation.Parts.Select(part => part is ImagePart image ? $"image {image.Image.Hash}" : part.ToString()));

    /// <summary>Frames need only their digest here.</summary>
    private sealed class DigestOnly : IImageStore
    {
        public ImageHandle Add(ReadOnlySpan<byte> rgb, int width, int height) => new(ContentHash.Of(rgb), width, height);

        public ImageFrame Get(ImageHandle handle) => throw new ImageMissingException(handle, "a verification, which keeps no pixels");
    }
}

/// <summary>Where a replay left its record.</summary>
/// <param name="Episode">Index of the episode.</param>
/// <param name="Turn">Turn, counted from 0; null for the episode as a whole.</param>
/// <param name="What">What differs.</param>
/// <param name="Expected">As recorded.</param>
/// <param name="Actual">As replayed.</param>
public sealed record Mismatch(long Episode, int? Turn, string What, string Expected, string Actual)
{
    /// <summary>One line for people.</summary>
    public override string ToString() =>
        $"episode {Episode}{(Turn is { } turn ? $", turn {turn}" : "")}: {What} was {Expected}, is {Actual} on replay";
}
