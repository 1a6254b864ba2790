using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Cli;

/// <summary>Episodes of nobody, about 20 KB each on disk: as many as a long training leaves behind. Equal arguments give equal episodes.</summary>
internal static class SyntheticEpisodes
{
    private const int Templates = 64;
    private const int Turns = 6;
    private const int TokensPerTurn = 160;
    private const int WordsPerTurn = 110;
    private const int GroupSize = 8;

    private static readonly string[] Words =
        ["left", "right", "up", "down", "wall", "door", "key", "open", "the", "path", "is", "blocked", "so", "turn", "back", "and", "try", "another", "way", "around", "here"];

    /// <summary>Some episodes.</summary>
    /// <param name="count">How many.</param>
    public static IEnumerable<EpisodeRecord> Make(int count)
    {
        EpisodeRecord[] templates = [.. Enumerable.Range(0, Templates).Select(Template)];
        for (var index = 0; index < count; index++)
        {
            var group = index / GroupSize;
            var template = templates[index % Templates];
            yield return template with
            {
                Index = index,
                Group = group,
                Member = index % GroupSize,
                Task = template.Task with
                {
                    Seed = (ulong)group,
                    State = $$"""{"size":{{3 + (group % 6)}},"start":[0,0],"goal":[{{group % 7}},{{group % 5}}],"id":{{group}}}""",
                    Features = Difficulty.Of(("size", 3 + (group % 6)), ("length", 2 + (group % 11))).Values,
                },
            };
        }
    }

    private static EpisodeRecord Template(int number)
    {
        var stream = RandomKey.FromSeed(1).Derive("viewer bench").Derive((ulong)number).Stream();
        var transcript = new Transcript(ContextWindow.Full);
        transcript.Begin([TokenSegment.Of(SegmentOrigin.System, [1, 2, 3])]);
        var turns = ImmutableArray.CreateBuilder<TurnRecord>();
        for (var turn = 0; turn < 1 + ((number + Turns) % (2 * Turns)); turn++)
        {
            var handle = new ImageHandle(new ContentHash(stream.NextBits(), 0, 0, (ulong)turn), 80, 80);
            transcript.Observe(
            [
                new TokenSegment { Origin = SegmentOrigin.Image, Ids = [.. Enumerable.Repeat(7, 25)], Image = new ImageSpan(handle, 1, 10, 10) },
                TokenSegment.Of(SegmentOrigin.Observation, Ids(ref stream, 40)),
            ]);
            transcript.Reply(Answer(ref stream));
            turns.Add(new TurnRecord
            {
                Index = turn,
                Role = 0,
                RoleTurn = turn,
                State = new StateKey(stream.NextBits()),
                Observation = Observation.Of(new ImagePart(handle), new TextPart(Text(ref stream, WordsPerTurn))),
                Text = Text(ref stream, WordsPerTurn),
                Action = Words[stream.NextInt(4)],
                Legal = true,
                Reward = Reward.Of("progress", stream.NextDouble()),
                Score = 0,
            });
        }

        var end = (number % 8) switch
        {
            0 => new EpisodeEnd.Faulted(new Fault("world", "the page is gone", true)),
            1 => new EpisodeEnd.Truncated(TruncationReason.OutOfTurns),
            var rest => (EpisodeEnd)new EpisodeEnd.Terminated(rest % 2 == 0),
        };
        return new EpisodeRecord
        {
            Index = 0,
            Group = 0,
            Member = 0,
            Key = RandomKey.FromSeed(1).Derive((ulong)number),
            Limits = new EpisodeLimits(2 * Turns),
            Weights = RewardWeights.Default,
            Instruction = "Find the way out.",
            Task = new TaskInstance { World = "maze", WorldVersion = 1, Seed = 0, State = "{}", Payload = "" },
            Transcripts = [transcript],
            Turns = turns.DrainToImmutable(),
            End = end,
            FinalRewards = [Reward.Of(RewardWeights.Outcome, end is EpisodeEnd.Terminated { Solved: true } ? 1 : stream.NextDouble() / 2).With(RewardWeights.Format, 1)],
        };
    }

    private static TokenSegment Answer(ref RandomStream stream)
    {
        var (logProbs, entropies) = (new float[TokensPerTurn], new float[TokensPerTurn]);
        for (var token = 0; token < TokensPerTurn; token++)
        {
            (logProbs[token], entropies[token]) = (-(float)stream.NextDouble(), (float)stream.NextDouble());
        }

        return new TokenSegment
        {
            Origin = SegmentOrigin.Sampled,
            Ids = Ids(ref stream, TokensPerTurn),
            Sampling = new Sampling([.. logProbs], [.. entropies], 1, 3),
        };
    }

    private static ImmutableArray<int> Ids(ref RandomStream stream, int count)
    {
        var ids = new int[count];
        for (var at = 0; at < count; at++)
        {
            ids[at] = stream.NextInt(32_000);
        }

        return [.. ids];
    }

    private static string Text(ref RandomStream stream, int words)
    {
        var chosen = new string[words];
        for (var at = 0; at < words; at++)
        {
            chosen[at] = Words[stream.NextInt(Words.Length)];
        }

        return string.Join(' ', chosen);
    }
}
