using System.Collections.Immutable;
using System.Text;
using Agentic.Agents;

namespace Agentic.Cli;

/// <summary>
/// Transcripts for agents that read no tokens: UTF-8 bytes as ids, <see cref="ImageId"/> for a picture, <see cref="EndId"/> after an
/// answer.
/// </summary>
internal sealed class ByteRenderer : ITurnRenderer
{
    public const int ImageId = 256;
    public const int EndId = 257;

    public IReadOnlyList<TokenSegment> Preamble(string instruction) =>
        instruction.Length == 0 ? [] : [TokenSegment.Of(SegmentOrigin.System, Bytes(instruction))];

    public IReadOnlyList<TokenSegment> Observe(Observation observation, TokenSegment? previousReply)
    {
        var segments = new List<TokenSegment>();
        if (previousReply is { Ids: var ids } && (ids.IsEmpty || ids[^1] != EndId))
        {
            segments.Add(TokenSegment.Of(SegmentOrigin.Forced, [EndId]));
        }

        segments.AddRange(observation.Parts.Select(part => part switch
        {
            ImagePart image => new TokenSegment { Origin = SegmentOrigin.Image, Ids = [ImageId], Image = new ImageSpan(image.Image, 1, 1, 1) },
            ToolResultPart tool => TokenSegment.Of(SegmentOrigin.ToolResult, Bytes(tool.Text)),
            TextPart text => TokenSegment.Of(SegmentOrigin.Observation, Bytes(text.Text)),
            _ => throw new InvalidOperationException($"An observation part of the type {part.GetType().Name} cannot be rendered."),
        }));
        return segments;
    }

    public TokenSegment Reply(string text) => TokenSegment.Of(SegmentOrigin.Sampled, Bytes(text).Add(EndId));

    private static ImmutableArray<int> Bytes(string text) => [.. Encoding.UTF8.GetBytes(text).Select(value => (int)value)];
}
