using System.Collections.Concurrent;
using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>The Qwen chat layout, in this one place. A pure function of its arguments, with equal runs of text encoded once.</summary>
/// <remarks>
/// Each stretch between two control tokens is encoded as a whole, so the segments joined together are exactly the encoding of the
/// whole conversation. Text of worlds and policies is encoded as ordinary text: control tokens typed in it have no power.
/// Neighbouring parts that are not pictures are separated by a line break. Safe for many threads.
/// </remarks>
/// <param name="tokenizer">Has the control tokens of the layout.</param>
/// <param name="images">Says how many placeholders a picture takes; null for a policy that cannot see.</param>
public sealed class ChatRenderer(ITokenizer tokenizer, ImageProcessorConfig? images = null) : ITurnRenderer
{
    private const int CachedRuns = 8192;
    private const string Header = ControlTokens.MessageStart;
    private const string AnswerHeader = ControlTokens.MessageEnd + "\n" + ControlTokens.MessageStart + "assistant\n";
    private readonly ConcurrentDictionary<Run, TokenSegment> _runs = new();
    private readonly PicturePlaceholders _pictures = new(tokenizer, images);
    private readonly int _end = tokenizer.Special(ControlTokens.MessageEnd);
    private readonly TokenSegment _close = TokenSegment.Of(SegmentOrigin.Forced, [.. tokenizer.EncodeTemplate(ControlTokens.MessageEnd + "\n")]);
    private readonly TokenSegment _break = TokenSegment.Of(SegmentOrigin.Forced, [.. tokenizer.EncodeTemplate("\n")]);

    /// <inheritdoc/>
    public IReadOnlyList<TokenSegment> Preamble(string instruction) =>
        instruction.Length == 0 ? [] : [Encode(new Run(SegmentOrigin.System, Header, "system\n" + instruction, ControlTokens.MessageEnd + "\n"))];

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The observation holds a picture and the policy cannot see.</exception>
    public IReadOnlyList<TokenSegment> Observe(Observation observation, TokenSegment? previousReply)
    {
        var segments = new List<TokenSegment>((2 * observation.Parts.Length) + 2);
        if (previousReply is { Ids: var ids })
        {
            // Of its own: a prompt that does not show the reply leaves its end out too.
            segments.Add(ids.IsEmpty || ids[^1] != _end ? _close : _break);
        }

        var opening = Header;
        var text = "user\n";
        var afterText = false;
        foreach (var part in observation.Parts)
        {
            switch (part)
            {
                case TextPart said:
                    text = string.Concat(text, afterText ? "\n" : "", said.Text);
                    afterText = true;
                    break;
                case ToolResultPart result:
                    segments.Add(Encode(new Run(SegmentOrigin.Observation, opening, afterText ? text + "\n" : text, "")));
                    segments.Add(Encode(new Run(SegmentOrigin.ToolResult, "<tool_response>", "\n" + result.Text + "\n", "</tool_response>")));
                    (opening, text, afterText) = ("", "", true);
                    break;
                case GuidancePart help:
                    // Cut after a line break, where no tokenizer of the family joins what stands on either side.
                    segments.Add(Encode(new Run(SegmentOrigin.Observation, opening, afterText ? text + "\n" : text, "")));
                    segments.Add(Encode(new Run(SegmentOrigin.Guidance, "", help.Text, "")));
                    (opening, text, afterText) = ("", "", true);
                    break;
                case ImagePart picture:
                    segments.Add(Encode(new Run(SegmentOrigin.Observation, opening, text, ControlTokens.VisionStart)));
                    segments.Add(_pictures.Segment(picture.Image));
                    (opening, text, afterText) = (ControlTokens.VisionEnd, "", false);
                    break;
                default:
                    throw new NotSupportedException($"An observation part of type {part.GetType().Name} cannot be rendered; expected text, a picture, a tool result or help.");
            }
        }

        segments.Add(Encode(new Run(SegmentOrigin.Observation, opening, text, AnswerHeader)));
        return segments;
    }

    /// <inheritdoc/>
    public TokenSegment Reply(string text) => Encode(new Run(SegmentOrigin.Sampled, "", text, ControlTokens.MessageEnd));

    private TokenSegment Encode(Run run)
    {
        if (_runs.TryGetValue(run, out var known))
        {
            return known;
        }

        // Only the opening and the closing are ours; the text between them is anybody's.
        var segment = TokenSegment.Of(run.Origin,
            [.. tokenizer.EncodeTemplate(run.Opening), .. tokenizer.Encode(run.Text), .. tokenizer.EncodeTemplate(run.Closing)]);
        if (_runs.Count >= CachedRuns)
        {
            _runs.Clear();
        }

        _runs[run] = segment;
        return segment;
    }

    private readonly record struct Run(SegmentOrigin Origin, string Opening, string Text, string Closing);
}
