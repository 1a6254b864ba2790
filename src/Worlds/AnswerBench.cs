using Agentic.Agents;

namespace Agentic.Worlds;

/// <summary>The part of <see cref="IStepBench.Parse"/> that is the same for every parser of whole answers.</summary>
internal static class AnswerBench
{
    /// <summary>Reads answers drawn at random; the checksum tells which of them were understood.</summary>
    public static long Parse(long texts, ulong seed, string[] answers, Func<string, ActionParse> parse)
    {
        var random = RandomKey.FromSeed(seed).Stream();
        var checksum = 0L;
        for (long text = 0; text < texts; text++)
        {
            checksum = (checksum * 31) + (parse(answers[random.NextInt(answers.Length)]).Action is null ? 0 : 1);
        }

        return checksum;
    }
}
