using System.Text;

namespace Agentic.VisionPolicy;

/// <summary>What each token stands for, in UTF-8 bytes. Control tokens stand for nothing: they are no text.</summary>
public sealed class TokenBytes
{
    private readonly byte[][] _bytes;

    /// <summary>The bytes of a tokenizer's tokens.</summary>
    public TokenBytes(BpeDefinition definition)
    {
        var ids = definition.Vocabulary.Values.Concat(definition.Added.Select(token => token.Id));
        _bytes = new byte[1 + ids.DefaultIfEmpty(-1).Max()][];
        Array.Fill(_bytes, []);
        foreach (var (token, id) in definition.Vocabulary)
        {
            _bytes[id] = ByteAlphabet.TryRead(token, out var bytes) ? bytes : Encoding.UTF8.GetBytes(token);
        }

        foreach (var token in definition.Added)
        {
            _bytes[token.Id] = token.IsSpecial ? [] : Encoding.UTF8.GetBytes(token.Text);
        }
    }

    /// <summary>Every id is below this.</summary>
    public int Count => _bytes.Length;

    /// <summary>The bytes of a token; empty for control tokens and ids that the tokenizer does not have.</summary>
    public ReadOnlySpan<byte> Of(int id) => (uint)id < (uint)_bytes.Length ? _bytes[id] : [];
}
