using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Training.SelfPlay;

/// <summary>What a reader is shown beside the evidence, so that evidence which favours one answer among many does not pass.</summary>
public static class Noise
{
    /// <summary>The evidence among others, in an order that does not give it away.</summary>
    /// <param name="evidence">The right one.</param>
    /// <param name="texts">All evidence of the batch, each text once.</param>
    /// <param name="count">How many others are wanted; fewer where there are not so many.</param>
    /// <param name="key">Decides which and in which order.</param>
    public static ImmutableArray<string> Among(string evidence, IReadOnlyList<string> texts, int count, RandomKey key)
    {
        var random = key.Stream();
        string[] others = [.. texts.Where(text => text != evidence)];
        random.Shuffle<string>(others);
        string[] shown = [.. others.Take(count), evidence];
        random.Shuffle<string>(shown);
        return [.. shown];
    }
}
