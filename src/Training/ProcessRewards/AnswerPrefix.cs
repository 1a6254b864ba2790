namespace Agentic.Training.ProcessRewards;

/// <summary>
/// Ariadne's path reward (arXiv 2511.00710): how many words an answer begins with as the wanted one does, times the changes among them
/// plus one. An exact answer counts twice.
/// </summary>
/// <remarks>As published it knows one right answer. Whoever pays it looks first whether the answer solved the task in another way.</remarks>
public static class AnswerPrefix
{
    /// <summary>2 · L · (T + 1) for all L words, else k · (T(prefix) + 1) for k of them; T counts the words that differ from the one before.</summary>
    /// <param name="wanted">Words of the wanted answer.</param>
    /// <param name="said">Words of the answer that came.</param>
    public static int Reward(ReadOnlySpan<string> wanted, ReadOnlySpan<string> said)
    {
        var common = 0;
        while (common < wanted.Length && common < said.Length && said[common] == wanted[common])
        {
            common++;
        }

        var reward = common * (Changes(wanted[..common]) + 1);
        return common == wanted.Length && said.Length == wanted.Length ? 2 * reward : reward;
    }

    /// <summary>The same as a share of what the exact answer gets, 0 to 1.</summary>
    /// <param name="wanted">Words of the wanted answer.</param>
    /// <param name="said">Words of the answer that came.</param>
    public static double Share(ReadOnlySpan<string> wanted, ReadOnlySpan<string> said) => Reward(wanted, said) / (double)Math.Max(1, Reward(wanted, wanted));

    private static int Changes(ReadOnlySpan<string> words)
    {
        var changes = 0;
        for (var at = 1; at < words.Length; at++)
        {
            changes += words[at] == words[at - 1] ? 0 : 1;
        }

        return changes;
    }
}
