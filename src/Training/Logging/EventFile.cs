using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Agentic.Training.Logging;

/// <summary>TensorBoard's event file: TFRecord frames around protobuf events, written by hand because three fields are all that is needed.</summary>
internal sealed class EventFile : IDisposable
{
    private readonly FileStream _file;
    private readonly TimeProvider _clock;

    private EventFile(FileStream file, TimeProvider clock) => (_file, _clock) = (file, clock);

    /// <summary>Starts a new file; those of earlier sittings stay, as TensorBoard expects.</summary>
    public static EventFile Create(string folder, TimeProvider clock)
    {
        Directory.CreateDirectory(folder);
        var name = $"events.out.tfevents.{clock.GetUtcNow().ToUnixTimeMilliseconds()}.{Environment.ProcessId}.agentic";
        var events = new EventFile(new FileStream(Path.Combine(folder, name), FileMode.Create, FileAccess.Write, FileShare.Read), clock);
        events.Frame(message => Bytes(message, 3, "brain.Event:2"u8));
        return events;
    }

    /// <summary>Writes one event with a scalar per metric.</summary>
    public void Write(long step, IReadOnlyDictionary<string, double> metrics)
    {
        using var summary = new MemoryStream();
        foreach (var (name, value) in metrics)
        {
            using var entry = new MemoryStream();
            Bytes(entry, 1, Encoding.UTF8.GetBytes(name));
            entry.WriteByte((2 << 3) | 5); // simple_value: float
            entry.Write(BitConverter.GetBytes((float)value)); // little-endian, as is every machine that libtorch runs on
            Bytes(summary, 1, entry.ToArray());
        }

        Frame(message =>
        {
            message.WriteByte((2 << 3) | 0);
            Varint(message, (ulong)step);
            Bytes(message, 5, summary.ToArray());
        });
        _file.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private void Frame(Action<MemoryStream> fields)
    {
        using var message = new MemoryStream();
        message.WriteByte((1 << 3) | 1); // wall_time: double
        Span<byte> header = stackalloc byte[12];
        BinaryPrimitives.WriteDoubleLittleEndian(header, _clock.GetUtcNow().ToUnixTimeMilliseconds() / 1000.0);
        message.Write(header[..8]);
        fields(message);
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)message.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], MaskedCrc(header[..8]));
        _file.Write(header);
        _file.Write(message.ToArray());
        BinaryPrimitives.WriteUInt32LittleEndian(header, MaskedCrc(message.ToArray()));
        _file.Write(header[..4]);
    }

    private static void Bytes(MemoryStream message, int field, ReadOnlySpan<byte> value)
    {
        message.WriteByte((byte)((field << 3) | 2));
        Varint(message, (ulong)value.Length);
        message.Write(value);
    }

    private static void Varint(MemoryStream message, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            message.WriteByte((byte)(value | 0x80));
        }

        message.WriteByte((byte)value);
    }

    // CRC-32C, rotated and offset, as TFRecord wants it.
    private static uint MaskedCrc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        crc = ~crc;
        return BitOperations.RotateRight(crc, 15) + 0xa282ead8u;
    }
}
