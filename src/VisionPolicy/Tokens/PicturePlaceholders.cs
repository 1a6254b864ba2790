using System.Collections.Concurrent;
using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>The placeholders of pictures: as many as the vision tower gives features.</summary>
/// <param name="tokenizer">Has the placeholder.</param>
/// <param name="images">Says how many a picture takes; null for a policy that cannot see.</param>
internal sealed class PicturePlaceholders(ITokenizer tokenizer, ImageProcessorConfig? images)
{
    private readonly ConcurrentDictionary<int, ImmutableArray<int>> _placeholders = new();

    /// <summary>The segment of a picture.</summary>
    /// <exception cref="NotSupportedException">The policy cannot see.</exception>
    public TokenSegment Segment(ImageHandle handle)
    {
        var grid = (images ?? throw new NotSupportedException("The observation holds a picture, but this policy reads text only: choose a world option without pictures."))
            .Grid(handle.Width, handle.Height);
        var pads = _placeholders.GetOrAdd(grid.Count / (images.MergeSize * images.MergeSize), static (count, tokens) =>
            [.. Enumerable.Repeat(tokens.Special(ControlTokens.ImagePad), count)], tokenizer);
        return new TokenSegment { Origin = SegmentOrigin.Image, Ids = pads, Image = new ImageSpan(handle, grid.T, grid.H, grid.W) };
    }
}
