using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Agentic.Training.Logging;

/// <summary>Writes scalars as a TensorBoard event file: TFRecord frames around protobuf events.</summary>
/// <remarks>Frame: u64 length, masked CRC-32C of it, the event, masked CRC-32C of the event; all little-endian.</remarks>
internal sealed class EventFile(Stream stream) : IDisposable
{
    private const byte WallTime = (1 << 3) | 1;
    private const byte Step = 2 << 3;
    private const byte FileVersion = (3 << 3) | 2;
    private const byte Summary = (5 << 3) | 2;
    private const byte SessionLog = (7 << 3) | 2;
    private const byte FirstMessage = (1 << 3) | 2;
    private const byte SimpleValue = (2 << 3) | 5;

    /// <summary>Writes the first record of every event file.</summary>
    public void WriteVersion(DateTimeOffset time) => WriteEvent(time, 0, FileVersion, "brain.Event:2"u8);

    /// <summary>Says that the run started again: readers forget what earlier files hold from this step on.</summary>
    public void WriteRestart(DateTimeOffset time, long step) => WriteEvent(time, step, SessionLog, [1 << 3, 1]);

    /// <summary>Writes one step's scalars.</summary>
    public void WriteScalars(DateTimeOffset time, long step, IEnumerable<KeyValuePair<string, double>> scalars)
    {
        using var summary = new MemoryStream();
        using var value = new MemoryStream();
        Span<byte> number = stackalloc byte[sizeof(float)];
        foreach (var (name, scalar) in scalars)
        {
            value.SetLength(0);
            WriteField(value, FirstMessage, Encoding.UTF8.GetBytes(name));
            value.WriteByte(SimpleValue);
            BinaryPrimitives.WriteSingleLittleEndian(number, (float)scalar);
            value.Write(number);
            WriteField(summary, FirstMessage, value.ToArray());
        }

        WriteEvent(time, step, Summary, summary.ToArray());
    }

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private void WriteEvent(DateTimeOffset time, long step, byte key, ReadOnlySpan<byte> content)
    {
        using var record = new MemoryStream();
        Span<byte> number = stackalloc byte[sizeof(double)];
        record.WriteByte(WallTime);
        BinaryPrimitives.WriteDoubleLittleEndian(number, (time - DateTimeOffset.UnixEpoch).TotalSeconds);
        record.Write(number);
        record.WriteByte(Step);
        WriteVarint(record, (ulong)step);
        WriteField(record, key, content);
        WriteFrame(record.ToArray());
    }

    private void WriteFrame(byte[] record)
    {
        var frame = new byte[sizeof(ulong) + sizeof(uint) + record.Length + sizeof(uint)];
        BinaryPrimitives.WriteUInt64LittleEndian(frame, (ulong)record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(8), MaskedCrc(frame.AsSpan(0, 8)));
        record.CopyTo(frame, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(frame.AsSpan(12 + record.Length), MaskedCrc(record));
        stream.Write(frame);
        stream.Flush();
    }

    private static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        return unchecked(BitOperations.RotateRight(~crc, 15) + 0xA282EAD8);
    }

    private static void WriteField(Stream target, byte key, ReadOnlySpan<byte> content)
    {
        target.WriteByte(key);
        WriteVarint(target, (ulong)content.Length);
        target.Write(content);
    }

    private static void WriteVarint(Stream target, ulong number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            target.WriteByte((byte)(number | 0x80));
        }

        target.WriteByte((byte)number);
    }
}
