using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Agentic.Worlds.Search.Index;

/// <summary>A stretch of an index file.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct IndexSection(long Offset, long Length);

/// <summary>The first <see cref="Size"/> bytes of an index file: what it holds and where. All numbers are little-endian.</summary>
internal sealed record IndexHeader
{
    /// <summary>Bytes of a header.</summary>
    public const int Size = 512;

    private const uint Version = 1;
    private const int DigestAt = Size - SHA256.HashSizeInBytes;
    private const int SectionsAt = 96;

    private static ReadOnlySpan<byte> Magic => "AgBM25\u001a\n"u8;

    public required Bm25Settings Settings { get; init; }

    /// <summary>Passages, at most <see cref="IndexBuilder.MostPassages"/>.</summary>
    public required int Passages { get; init; }

    /// <summary>Distinct words.</summary>
    public required int Terms { get; init; }

    /// <summary>Words of all passages.</summary>
    public required long Words { get; init; }

    /// <summary>Pairs of a passage and a word that it holds.</summary>
    public required long Postings { get; init; }

    /// <summary>The mean of Okapi's idf before negative values are replaced.</summary>
    public required double MeanRawIdf { get; init; }

    /// <summary>The passages' records: lengths of name and title (u32 each), name, title and text in UTF-8.</summary>
    public required IndexSection Texts { get; init; }

    /// <summary>Where each record begins, and behind the last one its end (u64).</summary>
    public required IndexSection Offsets { get; init; }

    /// <summary>Words of each passage (i32).</summary>
    public required IndexSection Lengths { get; init; }

    /// <summary>Where the words are: <see cref="PostingBlock"/>s.</summary>
    public required IndexSection PostingLists { get; init; }

    /// <summary>A <see cref="TermEntry"/> for each distinct word, in the order of first occurrence.</summary>
    public required IndexSection Entries { get; init; }

    /// <summary>The distinct words in UTF-8.</summary>
    public required IndexSection Spellings { get; init; }

    /// <summary>Open addressing by <see cref="Vocabulary.Hash"/>: number of the entry plus 1, or 0 (u32).</summary>
    public required IndexSection Slots { get; init; }

    /// <summary>SHA-256 of everything behind the header.</summary>
    public required byte[] BodyDigest { get; init; }

    /// <summary>Bytes of the whole file.</summary>
    public required long FileLength { get; init; }

    public double MeanLength => Passages > 0 ? (double)Words / Passages : 0;

    private IndexSection[] Sections => [Texts, Offsets, Lengths, PostingLists, Entries, Spellings, Slots];

    public byte[] Write()
    {
        var bytes = new byte[Size];
        Magic.CopyTo(bytes);
        Number(bytes, 8, Version | ((ulong)Size << 32));
        Number(bytes, 16, (uint)Settings.Variant | ((ulong)((Settings.Words.Stems ? 1 : 0) | (Settings.Words.SkipsStopWords ? 2 : 0)) << 32));
        double[] reals = [Settings.K1, Settings.B, Settings.Delta, Settings.Epsilon, MeanRawIdf];
        for (var index = 0; index < reals.Length; index++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(24 + (8 * index)), reals[index]);
        }

        Number(bytes, 64, (ulong)Passages);
        Number(bytes, 72, (ulong)Terms);
        Number(bytes, 80, (ulong)Words);
        Number(bytes, 88, (ulong)Postings);
        var at = SectionsAt;
        foreach (var section in Sections)
        {
            Number(bytes, at, (ulong)section.Offset);
            Number(bytes, at + 8, (ulong)section.Length);
            at += 16;
        }

        Number(bytes, at, (ulong)FileLength);
        BodyDigest.CopyTo(bytes, at + 8);
        SHA256.HashData(bytes.AsSpan(0, DigestAt), bytes.AsSpan(DigestAt));
        return bytes;
    }

    /// <summary>Reads and checks a header.</summary>
    /// <param name="bytes">The whole index; borrowed.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="SearchIndexException">It is none, is damaged, or the file is shorter or longer than it says.</exception>
    public static IndexHeader Read(IndexBytes bytes, string name)
    {
        var head = bytes.Slice(0, (int)Math.Min(Size, bytes.Length));
        if (head.Length < Magic.Length || !head.StartsWith(Magic))
        {
            throw new SearchIndexException($"'{name}' is no search index: it must begin with the letters AgBM25. Build one with 'agentic index build'.");
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        var version = head.Length < Size ? Version : (uint)Number(head, 8);
        if (version != Version)
        {
            throw new SearchIndexException($"'{name}' is a search index of version {version}, but this program reads version {Version}. Build it again.");
        }

        if (head.Length < Size || SHA256.HashData(head[..DigestAt], digest) == 0 || !digest.SequenceEqual(head[DigestAt..]))
        {
            throw new SearchIndexException($"'{name}' is a damaged search index: the checksum of its header does not fit. Build it again.");
        }

        var header = Parse(head);
        return header.FileLength == bytes.Length
            ? header
            : throw new SearchIndexException($"'{name}' is a damaged search index: it must have {header.FileLength} bytes, but has {bytes.Length}. Build it again.");
    }

    private static IndexHeader Parse(ReadOnlySpan<byte> head)
    {
        var sections = new IndexSection[7];
        for (var index = 0; index < sections.Length; index++)
        {
            sections[index] = new IndexSection((long)Number(head, SectionsAt + (16 * index)), (long)Number(head, SectionsAt + (16 * index) + 8));
        }

        var end = SectionsAt + (16 * sections.Length);
        var flags = Number(head, 16);
        return new IndexHeader
        {
            Settings = new Bm25Settings
            {
                Variant = (Bm25Variant)(uint)flags,
                K1 = Real(head, 24),
                B = Real(head, 32),
                Delta = Real(head, 40),
                Epsilon = Real(head, 48),
                Words = new WordRules((flags >> 32 & 1) != 0, (flags >> 33 & 1) != 0),
            },
            MeanRawIdf = Real(head, 56),
            Passages = (int)Number(head, 64),
            Terms = (int)Number(head, 72),
            Words = (long)Number(head, 80),
            Postings = (long)Number(head, 88),
            Texts = sections[0],
            Offsets = sections[1],
            Lengths = sections[2],
            PostingLists = sections[3],
            Entries = sections[4],
            Spellings = sections[5],
            Slots = sections[6],
            FileLength = (long)Number(head, end),
            BodyDigest = head.Slice(end + 8, SHA256.HashSizeInBytes).ToArray(),
        };
    }

    private static void Number(Span<byte> bytes, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes[at..], value);

    private static ulong Number(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    private static double Real(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadDoubleLittleEndian(bytes[at..]);
}
