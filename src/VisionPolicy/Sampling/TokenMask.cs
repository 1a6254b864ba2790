using System.Numerics;

namespace Agentic.VisionPolicy;

/// <summary>A set of token ids. Immutable.</summary>
public sealed class TokenMask
{
    private readonly ulong[] _words;

    /// <summary>A set of ids below <paramref name="vocabulary"/>.</summary>
    public TokenMask(int vocabulary, IEnumerable<int> ids)
    {
        Vocabulary = vocabulary;
        _words = new ulong[(vocabulary + 63) / 64];
        foreach (var id in ids)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)id, (uint)vocabulary, nameof(ids));
            _words[id >> 6] |= 1UL << (id & 63);
        }

        foreach (var word in _words)
        {
            Count += BitOperations.PopCount(word);
        }
    }

    /// <summary>Every id is below this.</summary>
    public int Vocabulary { get; }

    /// <summary>How many ids are in it.</summary>
    public int Count { get; }

    /// <summary>Whether an id is in it.</summary>
    public bool Contains(int id) => (uint)id < (uint)Vocabulary && (_words[id >> 6] >> (id & 63) & 1) != 0;

    /// <summary>Sets the scores of all other ids to −∞.</summary>
    public void Apply(Span<float> scores)
    {
        for (var at = 0; at < scores.Length; at += 64)
        {
            var block = scores[at..Math.Min(at + 64, scores.Length)];
            var word = at < Vocabulary ? _words[at >> 6] : 0;
            if (word == 0)
            {
                block.Fill(float.NegativeInfinity);
                continue;
            }

            for (var id = 0; id < block.Length; id++)
            {
                block[id] = (word >> id & 1) != 0 ? block[id] : float.NegativeInfinity;
            }
        }
    }

    /// <summary>Sets true at all other ids, false at those in it.</summary>
    public void Refuse(Span<bool> refused)
    {
        for (var id = 0; id < refused.Length; id++)
        {
            refused[id] = !Contains(id);
        }
    }
}
