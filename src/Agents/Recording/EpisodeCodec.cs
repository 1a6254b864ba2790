using System.Buffers;
using System.Buffers.Binary;
using MessagePack;

namespace Agentic.Agents;

/// <summary>
/// Episodes to bytes and back: an array of blobs, the head first and then the turns, each with a checksum of its own, so that damage
/// can be told by turn. The same record gives the same bytes. FORMAT.md says every field.
/// </summary>
public static class EpisodeCodec
{
    /// <summary>Largest record that is written or read, in bytes.</summary>
    public const int MaxBytes = 256 << 20;

    private const int ChecksumBytes = 8;

    /// <summary>The bytes of an episode.</summary>
    /// <exception cref="ArgumentException">Turns and transcripts contradict each other.</exception>
    public static byte[] Encode(EpisodeRecord record)
    {
        var output = new ArrayBufferWriter<byte>();
        Encode(record, output, new ArrayBufferWriter<byte>());
        return output.WrittenSpan.ToArray();
    }

    /// <summary>An episode from its bytes. Its task's payload is <see cref="RecordedPayload"/>.</summary>
    /// <param name="payload">The bytes; they may come from anyone.</param>
    /// <param name="file">Where they came from, for errors.</param>
    /// <param name="offset">Where in the file, for errors.</param>
    /// <exception cref="TrajectoryException">They do not follow the format.</exception>
    public static EpisodeRecord Decode(ReadOnlyMemory<byte> payload, string file = "memory", long offset = 0)
    {
        var place = new Place();
        try
        {
            return Decode(new MessagePackReader(payload), ref place);
        }
        catch (Exception broken) when (IsFormat(broken))
        {
            throw Damage(broken, file, offset, place);
        }
    }

    /// <summary>What a list shows of an episode, from its bytes. The checksums inside are not looked at: the frame around them has one of its own.</summary>
    /// <param name="payload">The bytes; they may come from anyone.</param>
    /// <param name="file">Where they came from, for errors.</param>
    /// <param name="offset">Where in the file, for errors.</param>
    /// <exception cref="TrajectoryException">They do not follow the format.</exception>
    public static EpisodeGlance Glance(ReadOnlyMemory<byte> payload, string file = "memory", long offset = 0)
    {
        var place = new Place();
        try
        {
            var reader = new MessagePackReader(payload);
            var turns = Wire.ReadCount(ref reader, ChecksumBytes + 2) - 1;
            var blob = ReadBlob(ref reader, "the episode's head", isChecked: false);
            var (record, untold) = RecordHead.Read(ref blob);
            place.Episode = record.Index;
            var (sampled, images) = (0, 0);
            for (var index = 0; index < turns; index++)
            {
                place.Turn = index;
                blob = ReadBlob(ref reader, "the turn", isChecked: false);
                TurnGlance.Count(ref blob, ref sampled, ref images);
            }

            foreach (var tokens in untold.SelectMany(role => role))
            {
                sampled += tokens.Reply is { Origin: SegmentOrigin.Sampled } reply ? reply.Ids.Length : 0;
            }

            return new EpisodeGlance(record, sampled, images);
        }
        catch (Exception broken) when (IsFormat(broken))
        {
            throw Damage(broken, file, offset, place);
        }
    }

    /// <summary>Appends an episode's bytes to <paramref name="output"/>; <paramref name="scratch"/> is overwritten.</summary>
    internal static void Encode(EpisodeRecord record, ArrayBufferWriter<byte> output, ArrayBufferWriter<byte> scratch)
    {
        if (record.Turns.IsDefault || record.FinalRewards.IsDefault)
        {
            throw new ArgumentException($"Episode {record.Index} has an array that was never set: turns or final rewards.", nameof(record));
        }

        var told = new int[record.Transcripts.Count];
        foreach (var turn in record.Turns)
        {
            CountTurn(record, turn, told);
        }

        var writer = new MessagePackWriter(output);
        writer.WriteArrayHeader(1 + record.Turns.Length);
        scratch.ResetWrittenCount();
        var part = new MessagePackWriter(scratch);
        RecordHead.Write(ref part, record, told);
        WriteBlob(ref writer, ref part, scratch);
        foreach (var turn in record.Turns)
        {
            scratch.ResetWrittenCount();
            part = new MessagePackWriter(scratch);
            var hasTokens = turn.Role < told.Length && turn.RoleTurn < record.Transcripts[turn.Role].Turns.Count;
            TurnCodec.Write(ref part, turn, hasTokens ? record.Transcripts[turn.Role] : null);
            WriteBlob(ref writer, ref part, scratch);
        }

        writer.Flush();
    }

    // Tokens are written with the turn they belong to, and read back in that order: the turns must follow the transcript.
    private static void CountTurn(EpisodeRecord record, TurnRecord turn, int[] told)
    {
        if ((uint)turn.Role >= (uint)told.Length || told[turn.Role] >= record.Transcripts[turn.Role].Turns.Count)
        {
            return;
        }

        if (turn.RoleTurn != told[turn.Role]++)
        {
            throw new ArgumentException(
                $"Episode {record.Index}, turn {turn.Index}: it must be turn {told[turn.Role] - 1} of role {turn.Role}, but says that it is turn {turn.RoleTurn}.");
        }
    }

    private static void WriteBlob(ref MessagePackWriter writer, ref MessagePackWriter part, ArrayBufferWriter<byte> scratch)
    {
        part.Flush();
        var content = scratch.WrittenSpan;
        writer.WriteBinHeader(ChecksumBytes + content.Length);
        BinaryPrimitives.WriteUInt64BigEndian(writer.GetSpan(ChecksumBytes), ContentHash.Of(content).A);
        writer.Advance(ChecksumBytes);
        writer.WriteRaw(content);
    }

    private static EpisodeRecord Decode(MessagePackReader reader, ref Place place)
    {
        var turns = Wire.ReadCount(ref reader, ChecksumBytes + 2) - 1;
        var blob = ReadBlob(ref reader, "the episode's head");
        var (record, untold) = RecordHead.Read(ref blob);
        RequireEnd(ref blob);
        place.Episode = record.Index;
        var told = new TurnRecord[turns];
        for (var index = 0; index < turns; index++)
        {
            place.Turn = index;
            blob = ReadBlob(ref reader, "the turn");
            told[index] = ReadTurn(ref blob, record.Transcripts);
            RequireEnd(ref blob);
        }

        place.Turn = null;
        RequireEnd(ref reader);
        for (var role = 0; role < untold.Length; role++)
        {
            foreach (var tokens in untold[role])
            {
                tokens.AppendTo(record.Transcripts[role]);
            }
        }

        return record with { Turns = [.. told] };
    }

    // What the reader itself throws: lengths beyond 2^31 reach it as ArgumentOutOfRangeException, broken UTF-8 as DecoderFallbackException.
    private static bool IsFormat(Exception broken) => broken is RecordFormatException or MessagePackSerializationException or EndOfStreamException
        or OverflowException or ArgumentException or InvalidOperationException;

    private static TrajectoryException Damage(Exception broken, string file, long offset, Place place)
    {
        var (expected, actual) = broken is RecordFormatException format
            ? (format.Expected, format.Actual)
            : ("what FORMAT.md says", broken.Message.TrimEnd('.'));
        return new TrajectoryException(file, offset, place.Episode, place.Turn, expected, actual,
            "Restore the file from a copy, or play this episode again; the other records can still be read.", broken);
    }

    private static MessagePackReader ReadBlob(ref MessagePackReader reader, string what, bool isChecked = true)
    {
        var bytes = Wire.ReadBytes(ref reader);
        if (bytes.Length < ChecksumBytes)
        {
            throw new RecordFormatException($"{what} with a checksum of {ChecksumBytes} bytes", $"{bytes.Length} bytes");
        }

        if (!isChecked)
        {
            return new MessagePackReader(bytes[ChecksumBytes..]);
        }

        var (stored, computed) = (BinaryPrimitives.ReadUInt64BigEndian(bytes.Span), ContentHash.Of(bytes.Span[ChecksumBytes..]).A);
        return stored == computed
            ? new MessagePackReader(bytes[ChecksumBytes..])
            : throw new RecordFormatException($"{what} with checksum {stored:x16}", $"content with checksum {computed:x16}");
    }

    private static TurnRecord ReadTurn(ref MessagePackReader reader, IReadOnlyList<Transcript> transcripts)
    {
        var (turn, tokens) = TurnCodec.Read(ref reader);
        if (tokens is not null)
        {
            if ((uint)turn.Role >= (uint)transcripts.Count || turn.RoleTurn != transcripts[turn.Role].Turns.Count)
            {
                throw new RecordFormatException("turns in the order of their role's transcript", $"turn {turn.RoleTurn} of role {turn.Role}");
            }

            tokens.AppendTo(transcripts[turn.Role]);
        }

        return turn;
    }

    private static void RequireEnd(ref MessagePackReader reader)
    {
        if (!reader.End)
        {
            throw new RecordFormatException("the end", $"{reader.Sequence.Length - reader.Consumed} bytes more");
        }
    }

    // How far reading came, for errors.
    private struct Place
    {
        public long? Episode;
        public int? Turn;
    }
}
