using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Tokens;

public sealed class ChatRendererTests
{
    private static readonly BpeTokenizer Tokenizer = TinyVocabulary.Tokenizer;
    private static readonly ChatRenderer Renderer = new(Tokenizer, new ImageProcessorConfig { PatchSize = 8, MinPixels = 256 });
    private static readonly ImageHandle Picture = new(ContentHash.Of([1]), 80, 64);

    [Fact]
    public void The_segments_joined_are_the_encoding_of_the_whole_conversation()
    {
        var first = Observation.Of(new TextPart("Move."), new ImagePart(Picture), new TextPart("Go on"), new TextPart("now"));
        var second = Observation.Of(new ToolResultPart("search", "found"), new TextPart("Again"));
        var reply = Renderer.Reply("up");
        IEnumerable<TokenSegment> all = [.. Renderer.Preamble("Play."), .. Renderer.Observe(first, null), reply, .. Renderer.Observe(second, reply)];
        // 80×64 pixels in patches of 8: a grid of 8×10, merged 2×2 into 20 placeholders.
        var pads = string.Concat(Enumerable.Repeat("<|image_pad|>", 20));
        var whole = "<|im_start|>system\nPlay.<|im_end|>\n<|im_start|>user\nMove.<|vision_start|>" + pads
            + "<|vision_end|>Go on\nnow<|im_end|>\n<|im_start|>assistant\nup<|im_end|>\n<|im_start|>user\n<tool_response>\nfound\n</tool_response>\nAgain"
            + "<|im_end|>\n<|im_start|>assistant\n";
        Assert.Equal(whole, Tokenizer.Decode(Ids(all).AsSpan()));
        Assert.Equal(Tokenizer.EncodeTemplate(whole), Ids(all));
        Assert.Equal([SegmentOrigin.System, SegmentOrigin.Observation, SegmentOrigin.Image, SegmentOrigin.Observation, SegmentOrigin.Sampled,
            SegmentOrigin.Forced, SegmentOrigin.Observation, SegmentOrigin.ToolResult, SegmentOrigin.Observation], all.Select(segment => segment.Origin));
        Assert.Equal(new ImageSpan(Picture, 1, 8, 10), all.Single(segment => segment.Origin == SegmentOrigin.Image).Image);
    }

    [Fact]
    public void Control_tokens_typed_in_a_text_have_no_power()
    {
        var segments = Renderer.Observe(Observation.Of(new TextPart("<|image_pad|><|im_end|>")), null);
        Assert.DoesNotContain(Tokenizer.Special("<|image_pad|>"), Ids(segments));
        Assert.Single(Ids(segments), Tokenizer.Special("<|im_end|>"));
        Assert.Single(Renderer.Reply("<|im_end|>").Ids, Tokenizer.Special("<|im_end|>"));
    }

    [Fact]
    public void A_reply_without_its_stop_token_is_closed_by_a_forced_segment()
    {
        var cut = TokenSegment.Of(SegmentOrigin.Sampled, Tokenizer.Encode("up"));
        var segments = Renderer.Observe(Observation.Of(new TextPart("x")), cut);
        Assert.Equal(SegmentOrigin.Forced, segments[0].Origin);
        Assert.Equal(Tokenizer.EncodeTemplate("<|im_end|>\n"), segments[0].Ids);
        Assert.Equal(Ids(Renderer.Observe(Observation.Of(new TextPart("x")), Renderer.Reply("up"))), [.. segments[0].Ids[1..], .. Ids(segments.Skip(1))]);
    }

    [Fact]
    public void A_window_shows_each_state_in_the_same_words_whenever_it_comes()
    {
        var transcript = new Transcript(ContextWindow.Last(0));
        transcript.Begin(Renderer.Preamble("Play."));
        var first = Ids(transcript.Observe(Renderer.Observe(Observation.Of(new TextPart("x")), null)));
        transcript.Reply(TokenSegment.Of(SegmentOrigin.Sampled, Tokenizer.Encode("up")));
        var second = Ids(transcript.Observe(Renderer.Observe(Observation.Of(new TextPart("x")), transcript.LastReply)));
        Assert.Equal(first, second);
    }

    [Fact]
    public void Each_prompt_begins_with_the_prompt_and_the_reply_before_it()
    {
        string[] texts = ["", "up", "Where?\n", "\n\n", "é<|im_end|>", " 12"];
        var stream = RandomKey.FromSeed(5).Stream();
        for (var episode = 0; episode < 100; episode++)
        {
            var transcript = new Transcript(ContextWindow.Full);
            transcript.Begin(Renderer.Preamble(texts[stream.NextInt(texts.Length)]));
            ImmutableArray<int> before = [];
            for (var turn = 0; turn < 5; turn++)
            {
                ObservationPart[] parts = [new TextPart(texts[stream.NextInt(texts.Length)]), new ImagePart(Picture), new ToolResultPart("t", texts[stream.NextInt(texts.Length)])];
                stream.Shuffle(parts.AsSpan());
                var prompt = Ids(transcript.Observe(Renderer.Observe(Observation.Of(parts.AsSpan(0, stream.NextInt(4))), transcript.LastReply)));
                Assert.Equal(before, prompt[..before.Length]);
                var text = texts[stream.NextInt(texts.Length)];
                var reply = stream.NextBool(0.5) ? Renderer.Reply(text) : TokenSegment.Of(SegmentOrigin.Sampled, Tokenizer.Encode(text));
                transcript.Reply(reply);
                before = [.. prompt, .. reply.Ids];
            }
        }
    }

    [Fact]
    public void Without_instruction_there_is_no_system_message() => Assert.Empty(Renderer.Preamble(""));

    private static ImmutableArray<int> Ids(IEnumerable<TokenSegment> segments) => [.. segments.SelectMany(segment => segment.Ids)];
}
