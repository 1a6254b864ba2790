using System.Text;
using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.Worlds.Tests;

/// <summary>Answers made to confuse a verifier.</summary>
internal static class WorldContractHostile
{
    /// <summary>Answers that no grammar of ours understands, whatever the right answer is.</summary>
    public static IEnumerable<string> Never(string right)
    {
        yield return "";
        yield return " \t\r\n";
        yield return "\0";
        yield return new string('x', 1 << 20);
        yield return string.Concat(Enumerable.Repeat($"{right} ", (1 << 20) / (right.Length + 1)));
        yield return $"<think>{right}";
        yield return $"<think>{right}</think>";
        yield return $"not {right}";
        yield return $"{right} or something else";
        yield return string.Concat(right.Select(letter => letter is > ' ' and < (char)127 ? (char)(letter + 0xFEE0) : letter));
        yield return string.Join('\u200D', right.Append('\u200D'));
        yield return $"\u202E{right}";
        yield return $"{right}\uD800";
        yield return "👍";
        yield return "{\"$type\":\"System.Object\"}";
    }

    /// <summary>Answers near the right one: buried in blanks, doubled, reversed, with a character lost, replaced or added.</summary>
    public static IEnumerable<string> Near(string right)
    {
        yield return new string(' ', 1 << 16) + right;
        yield return right + right;
        yield return $"{right} {right}";
        yield return $"{right}\n{right}";
        yield return new string([.. right.Reverse()]);
        for (var i = 0; i < right.Length; i++)
        {
            yield return right.Remove(i, 1);
            yield return right.Insert(i, "a");
            yield return right.Insert(i, right[i].ToString());
            yield return $"{right[..i]}{(char)(right[i] + 1)}{right[(i + 1)..]}";
        }
    }

    /// <summary>A random text: noise, or an answer with a few random edits.</summary>
    public static string Random(string right, ref RandomStream random)
    {
        const string Alphabet = "updownleftrightUDLR0123456789+-*/()=.,;:|<>[]{}\"' \n\t\0é♠→𝟙\uD800\uFF11";
        var text = new StringBuilder(random.NextInt(3) == 0 ? "" : right);
        for (var edits = random.NextInt(12); edits > 0; edits--)
        {
            var at = random.NextInt(text.Length + 1);
            var letter = random.NextInt(8) == 0 ? (char)random.NextInt(0x10000) : Alphabet[random.NextInt(Alphabet.Length)];
            switch (random.NextInt(4))
            {
                case 0 when at < text.Length:
                    text.Remove(at, 1);
                    break;
                case 1 when at < text.Length:
                    text[at] = letter;
                    break;
                case 2 when text.Length < 200:
                    text.Insert(at, text.ToString());
                    break;
                default:
                    text.Insert(at, letter);
                    break;
            }
        }

        return text.ToString();
    }
}

/// <summary>Hostile answers neither pay nor move anything.</summary>
public sealed class WorldContractHostileTests
{
    [Theory, MemberData(nameof(WorldContractCases.All), MemberType = typeof(WorldContractCases))]
    public void Nonsense_is_refused_with_the_expectation(string name)
    {
        var kind = WorldContractCases.Kind(name);
        for (ulong seed = 0; seed < 3; seed++)
        {
            var task = kind.Generate(seed, Difficulty.Default);
            var right = ((IOracleSource)kind).CreateOracle(task).Next([])!;
            foreach (var text in WorldContractHostile.Never(right))
            {
                var parse = kind.Parse(task, text);
                Assert.True(parse.Action is null, $"understood as {parse.Action?.Canonical}: {(text.Length > 80 ? text[..80] : text)}");
                Assert.InRange(parse.Failure!.Length, 10, 300);
            }
        }
    }

    [Theory, MemberData(nameof(WorldContractCases.All), MemberType = typeof(WorldContractCases))]
    public async Task An_answer_near_the_right_one_is_the_right_one_or_does_not_pay(string name)
    {
        var kind = WorldContractCases.Kind(name);
        var format = kind.Descriptor.Weights.ByPart.GetValueOrDefault(RewardWeights.Format);
        for (ulong seed = 0; seed < (ulong)LongRun.Count(40, 1_000); seed++)
        {
            var task = kind.Generate(seed, Difficulty.Default);
            var oracle = ((IOracleSource)kind).CreateOracle(task);
            var right = oracle.Next([])!;
            var canonical = kind.Parse(task, right).Action!.Canonical;
            foreach (var text in WorldContractHostile.Near(right))
            {
                var parse = kind.Parse(task, text);
                Assert.True(parse.Action is null != parse.Failure is null);
                if (parse.Action is null || parse.Action.Canonical == canonical || oracle.IsOnTheWay([text]))
                {
                    continue;
                }

                await using var world = kind.Open(task, WorldContractPlay.Context(seed));
                var outcome = await world.StepAsync(WorldContractPlay.Action(text, parse.Action), CancellationToken.None);
                Assert.False(outcome is StepOutcome.Terminated { Solved: true }, $"'{text}' solved {task.State}");
                Assert.True(
                    kind.Descriptor.Weights.Score(WorldContractPlay.Parts(outcome)) + format < kind.Descriptor.RewardBounds.High - 1e-9);
            }
        }
    }

    [Theory, MemberData(nameof(WorldContractCases.All), MemberType = typeof(WorldContractCases))]
    public async Task Refused_answers_leave_the_state_where_it_was_and_earn_nothing(string name)
    {
        var kind = WorldContractCases.Kind(name);
        var record = await Episode.RunAsync(
            new EpisodePlan
            {
                Kind = kind,
                Task = kind.Generate(5, Difficulty.Default),
                Index = 0,
                Key = RandomKey.FromSeed(5),
                Weights = kind.Descriptor.Weights,
                Limits = new EpisodeLimits(MaxTurns: 5, MaxTokens: 1 << 20),
                Instruction = "Play.",
            },
            new EpisodeServices(
                [new ScriptedAgent([new AgentReply(""), new AgentReply("\0\0"), new AgentReply("no such word"), new AgentReply("never said")])],
                new LetterRenderer(), new PlainImageStore(), TimeProvider.System));

        // Three unparsable answers in a row end the episode.
        Assert.Equal(3, record.Turns.Length);
        Assert.Single(record.Turns.Select(turn => turn.State).Distinct());
        Assert.All(record.Turns, turn => Assert.Equal((null, false, 0.0), (turn.Action, turn.Legal, turn.Score)));
        Assert.InRange(record.Return(), kind.Descriptor.RewardBounds.Low, 0);
        Assert.False(record.IsSolved);
    }
}
