using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>The 512 tokens of the embedded model: bytes, the frequent words of our worlds, and the control tokens of published checkpoints.</summary>
/// <remarks>
/// It is an ordinary byte-level BPE: each word is built from its first letter onwards, one merge per letter, so that a word costs
/// as many tokens of the vocabulary as it has new prefixes. A test holds that each word is one token.
/// </remarks>
public static class TinyVocabulary
{
    /// <summary>Number of ids.</summary>
    public const int Size = 512;

    /// <summary>Words that are one token each, also with a space in front where that is listed.</summary>
    public static ImmutableArray<string> Words { get; } =
    [
        "up", "down", "left", "right", "user", "assistant", "system", "hit", "stand", "stay", "number", "formula", "choice", "goal", "wall", "move",
        "card", "yes", "no", "open", "image", "target", "path", "way", "the", "you", "one", "key", "door", "get", "is", "in", "of", "to", "and",
    ];

    private static readonly ImmutableArray<string> Spaced =
        ["up", "down", "left", "right", "the", "you", "is", "in", "of", "to", "and", "goal", "wall", "move", "card", "one", "way", "a"];

    /// <summary>Control tokens of published checkpoints.</summary>
    internal static readonly ImmutableArray<string> Controls =
    [
        ControlTokens.EndOfText, ControlTokens.MessageStart, ControlTokens.MessageEnd, "<|object_ref_start|>", "<|object_ref_end|>", "<|box_start|>", "<|box_end|>",
        "<|quad_start|>", "<|quad_end|>", ControlTokens.VisionStart, ControlTokens.VisionEnd, "<|vision_pad|>", ControlTokens.ImagePad, "<|video_pad|>",
    ];

    /// <summary>Tags that published checkpoints have as tokens, and that ordinary text may hold.</summary>
    internal static readonly ImmutableArray<string> Tags = ["<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<think>", "</think>"];

    /// <summary>The vocabulary and its merges.</summary>
    public static BpeDefinition Definition { get; } = Define();

    /// <summary>The tokenizer; one for the process, as it never changes.</summary>
    public static BpeTokenizer Tokenizer { get; } = new(Definition);

    private static BpeDefinition Define()
    {
        var vocabulary = new Dictionary<string, int>(StringComparer.Ordinal);
        var merges = ImmutableArray.CreateBuilder<(string, string)>();
        foreach (var value in ByteAlphabet.Order)
        {
            vocabulary.Add(ByteAlphabet.Character(value).ToString(), vocabulary.Count);
        }

        void Join(string left, string right)
        {
            if (vocabulary.TryAdd(left + right, vocabulary.Count))
            {
                merges.Add((left, right));
            }
        }

        foreach (var word in Words)
        {
            for (var length = 1; length < word.Length; length++)
            {
                Join(word[..length], word[length..(length + 1)]);
            }
        }

        var space = ByteAlphabet.Character((byte)' ').ToString();
        foreach (var word in Spaced)
        {
            Join(space, word);
        }

        foreach (var operators in new[] { "\n\n", "==", "\":", "{\"", "\"}", "\",", "', '" })
        {
            var spelt = ByteAlphabet.Spell(System.Text.Encoding.UTF8.GetBytes(operators));
            for (var length = 1; length < spelt.Length; length++)
            {
                Join(spelt[..length], spelt[length..(length + 1)]);
            }
        }

        var added = ImmutableArray.CreateBuilder<AddedToken>();
        var reserved = Size - vocabulary.Count - Controls.Length - Tags.Length;
        var names = Controls.Select(name => (name, true)).Concat(Tags.Select(name => (name, false)))
            .Concat(Enumerable.Range(0, reserved).Select(index => ($"<|reserved_{index}|>", true)));
        foreach (var (name, isSpecial) in names)
        {
            added.Add(new AddedToken(vocabulary.Count + added.Count, name, isSpecial));
        }

        return new BpeDefinition(vocabulary, merges.ToImmutable(), added.ToImmutable(), ComposesText: false);
    }
}
