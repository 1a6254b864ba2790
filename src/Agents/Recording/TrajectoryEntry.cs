using System.Buffers.Binary;
using System.Text;

namespace Agentic.Agents;

/// <summary>What the index holds about one record: enough to list, filter and sort a run without reading it.</summary>
/// <param name="Offset">Byte in the log at which its frame begins.</param>
/// <param name="Length">Bytes of its payload; of the damaged stretch when it is damaged.</param>
/// <param name="Checksum">First 8 bytes of the payload's SHA-256, big-endian.</param>
/// <param name="Episode">Index of the episode; −1 when damaged.</param>
/// <param name="Group">Group of siblings.</param>
/// <param name="Member">Place among the siblings.</param>
/// <param name="Turns">Number of turns.</param>
/// <param name="EndCode">0 failed, 1 solved, 2 to 5 cut (turns, tokens, time, unparsable), 6 faulted, 255 damaged.</param>
/// <param name="Return">Return of role 0; NaN when it faulted.</param>
/// <param name="World">The world's name, at most its first 24 bytes of UTF-8.</param>
public readonly record struct TrajectoryEntry(
    long Offset, int Length, ulong Checksum, long Episode, long Group, int Member, int Turns, byte EndCode, double Return, string World)
{
    /// <summary>Bytes of an entry in the index file.</summary>
    internal const int Bytes = 88;

    private const byte Damaged = 255;
    private const int WorldBytes = 24;

    private static readonly string[] EndNames = ["failed", "solved", "out_of_turns", "out_of_tokens", "out_of_time", "unparsable", "faulted"];

    /// <summary>Whether the bytes here are no whole record. Reading it says what is wrong.</summary>
    public bool IsDamaged => EndCode == Damaged;

    /// <summary>Whether the world said that it was solved.</summary>
    public bool IsSolved => EndCode == 1;

    /// <summary>The word of <see cref="EpisodeEnd.Name"/>, or "damaged".</summary>
    public string EndName => EndCode < EndNames.Length ? EndNames[EndCode] : "damaged";

    /// <summary>Whether this is a world's name, compared as far as the index keeps names.</summary>
    public bool IsOf(string world) => World == Cut(world);

    /// <summary>Where the next frame begins.</summary>
    internal long Next => Offset + LogFrame.HeadBytes + Length;

    /// <summary>The entry of a record.</summary>
    internal static TrajectoryEntry Of(EpisodeRecord record, long offset, int length, ulong checksum)
    {
        // Without final rewards (an import, say) the turns alone count.
        var total = record.End is EpisodeEnd.Faulted ? double.NaN
            : record.FinalRewards.Length > 0 ? record.Return() : record.Turns.Where(turn => turn.Role == 0).Sum(turn => turn.Score);
        return new TrajectoryEntry(
            offset, length, checksum, record.Index, record.Group, record.Member, record.Turns.Length,
            (byte)RecordHead.CodeOf(record.End), total, Cut(record.Task.World));
    }

    /// <summary>The entry of a stretch that holds no whole record.</summary>
    internal static TrajectoryEntry OfDamage(long offset, long end) =>
        new(offset, (int)Math.Clamp(end - offset - LogFrame.HeadBytes, -LogFrame.HeadBytes, int.MaxValue), 0, -1, -1, -1, 0, Damaged, double.NaN, "");

    internal void Write(Span<byte> target)
    {
        target = target[..Bytes];
        target.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(target, Offset);
        BinaryPrimitives.WriteInt32LittleEndian(target[8..], Length);
        BinaryPrimitives.WriteInt32LittleEndian(target[12..], Turns);
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], Episode);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], Group);
        BinaryPrimitives.WriteInt32LittleEndian(target[32..], Member);
        target[36] = EndCode;
        BinaryPrimitives.WriteDoubleLittleEndian(target[40..], Return);
        Encoding.UTF8.GetBytes(World, target.Slice(48, WorldBytes));
        BinaryPrimitives.WriteUInt64BigEndian(target[72..], Checksum);
        BinaryPrimitives.WriteUInt64BigEndian(target[80..], ContentHash.Of(target[..80]).A);
    }

    /// <summary>Reads an entry; false when its own checksum does not fit.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="world">The name of the entry before, which is used again where it is the same: a run has few worlds and many episodes.</param>
    /// <param name="entry">The entry.</param>
    internal static bool TryRead(ReadOnlySpan<byte> source, ref string world, out TrajectoryEntry entry)
    {
        entry = default;
        if (source.Length < Bytes || BinaryPrimitives.ReadUInt64BigEndian(source[80..]) != ContentHash.Of(source[..80]).A)
        {
            return false;
        }

        var name = source.Slice(48, WorldBytes).TrimEnd((byte)0);
        Span<byte> known = stackalloc byte[WorldBytes];
        if (!Encoding.UTF8.TryGetBytes(world, known, out var length) || !known[..length].SequenceEqual(name))
        {
            world = Encoding.UTF8.GetString(name);
        }

        entry = new TrajectoryEntry(
            BinaryPrimitives.ReadInt64LittleEndian(source), BinaryPrimitives.ReadInt32LittleEndian(source[8..]),
            BinaryPrimitives.ReadUInt64BigEndian(source[72..]), BinaryPrimitives.ReadInt64LittleEndian(source[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(source[24..]), BinaryPrimitives.ReadInt32LittleEndian(source[32..]),
            BinaryPrimitives.ReadInt32LittleEndian(source[12..]), source[36], BinaryPrimitives.ReadDoubleLittleEndian(source[40..]),
            world);
        return true;
    }

    private static string Cut(string world)
    {
        var end = world.Length;
        while (Encoding.UTF8.GetByteCount(world.AsSpan(0, end)) > WorldBytes || (end > 0 && end < world.Length && char.IsHighSurrogate(world[end - 1])))
        {
            end--;
        }

        return world[..end];
    }
}
