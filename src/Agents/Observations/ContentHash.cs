using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Agentic.Agents;

/// <summary>A SHA-256 digest by value, so that it can be a key without allocation.</summary>
/// <param name="A">Bytes 0–7, big-endian.</param>
/// <param name="B">Bytes 8–15, big-endian.</param>
/// <param name="C">Bytes 16–23, big-endian.</param>
/// <param name="D">Bytes 24–31, big-endian.</param>
public readonly record struct ContentHash(ulong A, ulong B, ulong C, ulong D) : IComparable<ContentHash>
{
    /// <summary>Digests the bytes.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(bytes, digest);
        return FromBytes(digest);
    }

    /// <summary>Reads 32 digest bytes.</summary>
    /// <exception cref="ArgumentException">There are not exactly 32.</exception>
    public static ContentHash FromBytes(ReadOnlySpan<byte> digest)
    {
        if (digest.Length != 32)
        {
            throw new ArgumentException($"A SHA-256 digest has 32 bytes, but {digest.Length} came.", nameof(digest));
        }

        return new ContentHash(
            BinaryPrimitives.ReadUInt64BigEndian(digest), BinaryPrimitives.ReadUInt64BigEndian(digest[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(digest[16..]), BinaryPrimitives.ReadUInt64BigEndian(digest[24..]));
    }

    /// <summary>Reads 64 hexadecimal digits; false when the text is not that.</summary>
    public static bool TryParse(string? text, out ContentHash hash)
    {
        hash = default;
        Span<byte> digest = stackalloc byte[32];
        if (text is not { Length: 64 } || Convert.FromHexString(text, digest, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        hash = FromBytes(digest);
        return true;
    }

    /// <summary>Writes the 32 digest bytes.</summary>
    public void CopyTo(Span<byte> digest)
    {
        BinaryPrimitives.WriteUInt64BigEndian(digest, A);
        BinaryPrimitives.WriteUInt64BigEndian(digest[8..], B);
        BinaryPrimitives.WriteUInt64BigEndian(digest[16..], C);
        BinaryPrimitives.WriteUInt64BigEndian(digest[24..], D);
    }

    /// <inheritdoc/>
    public int CompareTo(ContentHash other) => (A, B, C, D).CompareTo((other.A, other.B, other.C, other.D));

    /// <summary>Orders digests as their hexadecimal text is ordered.</summary>
    public static bool operator <(ContentHash left, ContentHash right) => left.CompareTo(right) < 0;

    /// <summary>Orders digests as their hexadecimal text is ordered.</summary>
    public static bool operator >(ContentHash left, ContentHash right) => left.CompareTo(right) > 0;

    /// <summary>Orders digests as their hexadecimal text is ordered.</summary>
    public static bool operator <=(ContentHash left, ContentHash right) => left.CompareTo(right) <= 0;

    /// <summary>Orders digests as their hexadecimal text is ordered.</summary>
    public static bool operator >=(ContentHash left, ContentHash right) => left.CompareTo(right) >= 0;

    /// <summary>The 64 lower-case hexadecimal digits.</summary>
    public override string ToString() => $"{A:x16}{B:x16}{C:x16}{D:x16}";
}
