using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>Text to token ids and back. Safe for many threads.</summary>
public interface ITokenizer
{
    /// <summary>Ids that exist: every id is below this.</summary>
    int VocabularySize { get; }

    /// <summary>Encodes ordinary text, whoever wrote it. Control tokens typed in it are spelt out as characters: no special id ever comes back.</summary>
    ImmutableArray<int> Encode(string text);

    /// <summary>Encodes text of ours, in which the names of control tokens are these tokens.</summary>
    ImmutableArray<int> EncodeTemplate(string text);

    /// <summary>The text of ids; bytes that are not UTF-8 become U+FFFD. An id beyond the vocabulary, as models have to spare, says nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An id is negative.</exception>
    string Decode(ReadOnlySpan<int> ids, bool skipSpecial = false);

    /// <summary>The bytes that an id stands for: a whole word, or a part of one character. Empty for an id that stands for nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The id is negative.</exception>
    ReadOnlyMemory<byte> Bytes(int id);

    /// <summary>The id of a control token such as <c>&lt;|im_end|&gt;</c>.</summary>
    /// <exception cref="TokenizerException">The vocabulary has no such token.</exception>
    int Special(string name);
}

/// <summary>A tokenizer that cannot be read, or lacks what is asked of it.</summary>
public sealed class TokenizerException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The control tokens of the chat layout, by the names that published checkpoints use.</summary>
public static class ControlTokens
{
    /// <summary>Separates documents; used as padding.</summary>
    public const string EndOfText = "<|endoftext|>";

    /// <summary>Opens a message.</summary>
    public const string MessageStart = "<|im_start|>";

    /// <summary>Closes a message: the stop token.</summary>
    public const string MessageEnd = "<|im_end|>";

    /// <summary>Opens a picture.</summary>
    public const string VisionStart = "<|vision_start|>";

    /// <summary>Closes a picture.</summary>
    public const string VisionEnd = "<|vision_end|>";

    /// <summary>Stands for one merged patch of a picture.</summary>
    public const string ImagePad = "<|image_pad|>";
}
