using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>Tokens that are computed in one go, with the pictures behind their placeholders.</summary>
/// <param name="Ids">Token ids, one or more.</param>
/// <param name="Images">The pictures, in the order of their placeholders.</param>
public sealed record PromptChunk(ReadOnlyMemory<int> Ids, ImmutableArray<ImageSpan> Images)
{
    // Sampled tokens are chunks of one; each is made once. Two threads may make the same one: it is a value.
    private static readonly PromptChunk?[] Singles = new PromptChunk?[1 << 18];

    /// <summary>A chunk of one sampled token.</summary>
    public static PromptChunk Of(int id) => (uint)id < (uint)Singles.Length ? Singles[id] ??= new(new[] { id }, []) : new(new[] { id }, []);

    /// <summary>A hash of ids and pictures, to find the chunk by.</summary>
    public StateKey Key { get; } = Digest(Ids.Span, Images);

    /// <summary>Whether both hold the same tokens and pictures.</summary>
    public bool Same(PromptChunk other) =>
        Ids.Span.SequenceEqual(other.Ids.Span) && Images.AsSpan().SequenceEqual(other.Images.AsSpan());

    /// <summary>
    /// Cuts a prompt into the pieces in which it is computed. Under a full context these are the pieces in which an episode makes it:
    /// what the world says in one go, each sampled token alone. So a token's numbers are the same whether its history still lies in
    /// the cache or has to be computed again. Under a window each prompt is a row of its own and one piece.
    /// </summary>
    public static List<PromptChunk> Split(IReadOnlyList<TokenSegment> prompt, ContextWindow window)
    {
        var chunks = new List<PromptChunk>();
        var ids = new List<int>();
        var images = ImmutableArray.CreateBuilder<ImageSpan>();
        void Close()
        {
            if (ids.Count > 0)
            {
                chunks.Add(new PromptChunk(ids.ToArray(), images.DrainToImmutable()));
                ids.Clear();
            }
        }

        foreach (var segment in prompt)
        {
            if (segment.Origin == SegmentOrigin.Sampled && window.LastTurns is null)
            {
                Close();
                chunks.AddRange(segment.Ids.Select(Of));
                continue;
            }

            ids.AddRange(segment.Ids.AsSpan());
            if (segment.Image is { } image)
            {
                images.Add(image);
            }
        }

        Close();
        return chunks;
    }

    private static StateKey Digest(ReadOnlySpan<int> ids, ImmutableArray<ImageSpan> images)
    {
        var key = default(StateKey).With(System.Runtime.InteropServices.MemoryMarshal.AsBytes(ids));
        foreach (var image in images)
        {
            key = key.With(image.Handle.Hash.A);
        }

        return key;
    }
}
