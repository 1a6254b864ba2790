using System.Buffers;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>Byte-level byte-pair encoding with the Qwen pieces: published checkpoints and the tiny vocabulary alike.</summary>
public sealed class BpeTokenizer : ITokenizer
{
    // Far above any published vocabulary, and small enough for a table by id.
    private const int LargestId = (1 << 22) - 1;

    private readonly byte[]?[] _bytes;
    private readonly int[] _byteIds = new int[256];
    private readonly PairTable _pairs;
    private readonly FrozenDictionary<string, AddedToken> _added;
    private readonly AddedTokenFinder _allAdded;
    private readonly AddedTokenFinder _plainAdded;
    private readonly PieceCache _cache = new();

    /// <summary>Builds the tables.</summary>
    /// <exception cref="TokenizerException">A byte has no token, or a merge names a token that is not there.</exception>
    public BpeTokenizer(BpeDefinition definition)
    {
        Definition = definition;
        foreach (var (token, id) in definition.Vocabulary)
        {
            RequireId(id, $"'vocab', token '{token}'");
        }

        foreach (var token in definition.Added)
        {
            RequireId(token.Id, $"'added_tokens', token '{token.Text}'");
        }

        VocabularySize = 1 + Math.Max(definition.Vocabulary.Values.DefaultIfEmpty(-1).Max(), definition.Added.Select(token => token.Id).DefaultIfEmpty(-1).Max());
        _bytes = new byte[VocabularySize][];
        foreach (var (token, id) in definition.Vocabulary)
        {
            if (_bytes[id] is not null)
            {
                throw new TokenizerException($"'vocab': the id {id} of '{token}' belongs to another token too.");
            }

            _bytes[id] = ByteAlphabet.TryRead(token, out var bytes) ? bytes : Encoding.UTF8.GetBytes(token);
        }

        for (var value = 0; value < 256; value++)
        {
            _byteIds[value] = definition.Vocabulary.TryGetValue(ByteAlphabet.Character((byte)value).ToString(), out var id)
                ? id
                : throw new TokenizerException($"'vocab': the token '{ByteAlphabet.Character((byte)value)}' of the byte {value} is missing; expected one token for each byte.");
        }

        _pairs = new PairTable(definition.Merges.Length);
        for (var rank = 0; rank < definition.Merges.Length; rank++)
        {
            var (left, right) = definition.Merges[rank];
            _pairs.Add(MergeId(left, rank), MergeId(right, rank), rank, JoinedId(left, right, rank));
        }

        var added = new Dictionary<string, AddedToken>(StringComparer.Ordinal);
        foreach (var token in definition.Added)
        {
            var isTaken = _bytes[token.Id] is not null && !(definition.Vocabulary.TryGetValue(token.Text, out var known) && known == token.Id);
            if (isTaken || !added.TryAdd(token.Text, token))
            {
                throw new TokenizerException($"'added_tokens': the token '{token.Text}' or its id {token.Id} stands there twice.");
            }

            _bytes[token.Id] = Encoding.UTF8.GetBytes(token.Text);
        }

        _added = added.ToFrozenDictionary(StringComparer.Ordinal);
        _allAdded = new AddedTokenFinder(definition.Added);
        _plainAdded = new AddedTokenFinder([.. definition.Added.Where(token => !token.IsSpecial)]);
        SpecialIds = definition.Added.Where(token => token.IsSpecial).Select(token => token.Id).ToFrozenSet();
    }

    /// <summary>What the tokenizer was made of; <see cref="TokenizerFiles"/> writes it.</summary>
    public BpeDefinition Definition { get; }

    /// <inheritdoc/>
    public int VocabularySize { get; }

    /// <summary>The ids of all control tokens.</summary>
    public FrozenSet<int> SpecialIds { get; }

    /// <inheritdoc/>
    public ImmutableArray<int> Encode(string text) => Encode(text, _plainAdded);

    /// <inheritdoc/>
    public ImmutableArray<int> EncodeTemplate(string text) => Encode(text, _allAdded);

    /// <inheritdoc/>
    public int Special(string name) =>
        _added.TryGetValue(name, out var token)
            ? token.Id
            : throw new TokenizerException($"The vocabulary of {VocabularySize} tokens has no control token '{name}'. Use a tokenizer of the model's family.");

    /// <inheritdoc/>
    public string Decode(ReadOnlySpan<int> ids, bool skipSpecial = false)
    {
        var bytes = new ArrayBufferWriter<byte>(Math.Max(16, ids.Length * 4));
        foreach (var id in ids)
        {
            if (!skipSpecial || !SpecialIds.Contains(id))
            {
                bytes.Write(Bytes(id).Span);
            }
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>The next added token in a text, special or not, and where it begins.</summary>
    internal AddedToken? FindAdded(ReadOnlySpan<char> text, out int at) => _allAdded.Find(text, out at);

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Bytes(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        // Checkpoints have rows beyond the tokenizer's ids, up to a round number: what such a row says is nothing, as in the tokenizers library.
        return id < VocabularySize ? _bytes[id] ?? [] : [];
    }

    private ImmutableArray<int> Encode(string text, AddedTokenFinder added)
    {
        var ids = ImmutableArray.CreateBuilder<int>((text.Length / 3) + 1);
        var rest = text.AsSpan();
        while (added.Find(rest, out var at) is { } token)
        {
            EncodePlain(rest[..at], ids);
            ids.Add(token.Id);
            rest = rest[(at + token.Text.Length)..];
        }

        EncodePlain(rest, ids);
        return ids.DrainToImmutable();
    }

    private void EncodePlain(ReadOnlySpan<char> text, ImmutableArray<int>.Builder ids)
    {
        if (text.IsEmpty)
        {
            return;
        }

        if (Definition.ComposesText && UnicodeComposition.MayChange(text))
        {
            text = UnicodeComposition.Compose(text);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var bytes = buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer));
        while (!bytes.IsEmpty)
        {
            var length = QwenPieces.FirstLength(bytes);
            EncodePiece(bytes[..length], ids);
            bytes = bytes[length..];
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void EncodePiece(ReadOnlySpan<byte> piece, ImmutableArray<int>.Builder ids)
    {
        if (piece.Length == 1)
        {
            ids.Add(_byteIds[piece[0]]);
            return;
        }

        if (_cache.TryGet(piece, out var known))
        {
            ids.AddRange(known);
            return;
        }

        var tokens = ArrayPool<int>.Shared.Rent(piece.Length);
        for (var i = 0; i < piece.Length; i++)
        {
            tokens[i] = _byteIds[piece[i]];
        }

        var merged = tokens.AsSpan(0, PairMerger.Merge(tokens.AsSpan(0, piece.Length), _pairs));
        ids.AddRange(merged);
        _cache.Put(piece, merged);
        ArrayPool<int>.Shared.Return(tokens);
    }

    private int JoinedId(string left, string right, int rank)
    {
        Span<char> joined = stackalloc char[128];
        if (Definition.Vocabulary is Dictionary<string, int> words && left.Length + right.Length <= joined.Length)
        {
            left.CopyTo(joined);
            right.CopyTo(joined[left.Length..]);
            if (words.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(joined[..(left.Length + right.Length)], out var id))
            {
                return id;
            }
        }

        return MergeId(left + right, rank);
    }

    private int MergeId(string token, int rank) =>
        Definition.Vocabulary.TryGetValue(token, out var id)
            ? id
            : throw new TokenizerException($"'merges', entry {rank}: the vocabulary lacks its token '{token}'. The vocabulary and the merges are not of one tokenizer.");

    private static void RequireId(int id, string field)
    {
        if (id is < 0 or > LargestId)
        {
            throw new TokenizerException($"{field}: expected an id of 0 to {LargestId}, found {id}.");
        }
    }
}
