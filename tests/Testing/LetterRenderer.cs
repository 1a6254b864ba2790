using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Testing;

/// <summary>One token per UTF-16 unit; a picture is one token −1; 0 closes a reply. Enough to follow transcripts by eye.</summary>
public sealed class LetterRenderer : ITurnRenderer
{
    public IReadOnlyList<TokenSegment> Preamble(string instruction) => [Letters(SegmentOrigin.System, instruction)];

    public IReadOnlyList<TokenSegment> Observe(Observation observation, TokenSegment? previousReply)
    {
        var segments = new List<TokenSegment>();
        if (previousReply is not null && previousReply.Ids[^1] != 0)
        {
            segments.Add(TokenSegment.Of(SegmentOrigin.Forced, [0]));
        }

        segments.AddRange(observation.Parts.Select(part => part is ImagePart image
            ? new TokenSegment { Origin = SegmentOrigin.Image, Ids = [-1], Image = new ImageSpan(image.Image, 1, 1, 1) }
            : Letters(part is GuidancePart ? SegmentOrigin.Guidance : SegmentOrigin.Observation, part.ToString()!)));
        return segments;
    }

    public TokenSegment Reply(string text) => TokenSegment.Of(SegmentOrigin.Sampled, [.. text.Select(letter => (int)letter), 0]);

    private static TokenSegment Letters(SegmentOrigin origin, string text) => TokenSegment.Of(origin, [.. text.Select(letter => (int)letter)]);
}

/// <summary>Keeps every picture, uncompressed.</summary>
public sealed class PlainImageStore : IImageStore
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<ContentHash, ImageFrame> _frames = new();

    public int Count => _frames.Count;

    public ImageHandle Add(ReadOnlySpan<byte> rgb, int width, int height)
    {
        var hash = ContentHash.Of(rgb);
        if (!_frames.ContainsKey(hash))
        {
            _frames.TryAdd(hash, new ImageFrame(width, height, rgb.ToArray()));
        }

        return new ImageHandle(hash, width, height);
    }

    public ImageFrame Get(ImageHandle handle) => _frames.TryGetValue(handle.Hash, out var frame) ? frame : throw new ImageMissingException(handle, "memory");
}
