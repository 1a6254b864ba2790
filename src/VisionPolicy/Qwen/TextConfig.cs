using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>The decoder's shape.</summary>
public sealed record TextConfig
{
    /// <summary>Rows of the embedding matrix.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width inside the gated MLP.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Decoder layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads, each shared by a group of query heads.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Width of a head; <see cref="Heads"/> of them need not add up to <see cref="HiddenSize"/>.</summary>
    public required int HeadSize { get; init; }

    /// <summary>Whether queries, keys and values have a bias (Qwen2).</summary>
    public bool HasQkvBias { get; init; }

    /// <summary>Whether each head's queries and keys are normalised before they turn (Qwen3).</summary>
    public bool HasQueryKeyNorm { get; init; }

    /// <summary>
    /// Deviation of fresh embeddings. Beside the published 0.02 what a layer adds to a narrow residual stream is many times as large as the token's own
    /// embedding; larger ones make imitation begin faster.
    /// </summary>
    public double EmbeddingDeviation { get; init; } = 0.02;

    /// <summary>ε of the norms.</summary>
    public required double RmsNormEpsilon { get; init; }

    /// <summary>Base of the rotary frequencies.</summary>
    public required double RopeTheta { get; init; }

    /// <summary>How many rotary frequencies turn with time, height and width; empty for text only.</summary>
    public ImmutableArray<int> MropeSection { get; init; } = [];

    /// <summary>Whether the three axes take turns over the frequencies (Qwen3-VL) instead of following one another.</summary>
    public bool IsMropeInterleaved { get; init; }

    /// <summary>Longest sequence that the model was made for.</summary>
    public required int MaxPositions { get; init; }

    /// <summary>Width of all query heads together.</summary>
    public int QuerySize => Heads * HeadSize;

    /// <summary>Width of all key heads together, and of all value heads.</summary>
    public int KeySize => KeyValueHeads * HeadSize;

    /// <summary>The axis (0 time, 1 height, 2 width) that each of the <see cref="HeadSize"/> / 2 frequencies turns with.</summary>
    public long[] RotaryAxes()
    {
        var axes = new long[HeadSize / 2];
        if (MropeSection.IsEmpty)
        {
            return axes;
        }

        var (end, next) = (MropeSection[0], 0);
        for (var f = 0; f < axes.Length; f++)
        {
            if (IsMropeInterleaved)
            {
                // Height and width take every third frequency until their section is used up; time has the rest.
                axes[f] = f % 3 is > 0 and var axis && f < 3 * MropeSection[axis] ? axis : 0;
                continue;
            }

            while (f >= end)
            {
                end += MropeSection[++next];
            }

            axes[f] = next;
        }

        return axes;
    }
}
