using Agentic.Testing;
using Agentic.Training.Logging;

namespace Agentic.Training.Tests.Logging;

public sealed class MetricLogTests
{
    private static readonly string[] FirstTwo = ["{\"step\":0,\"a\":1,\"b\":0.5}", "{\"step\":1,\"a\":\"NaN\"}"];

    [Fact]
    public void Resuming_cuts_later_steps_and_a_torn_line()
    {
        using var folder = new TemporaryFolder();
        using (var log = MetricLog.Open(folder.Path, TimeProvider.System, -1))
        {
            log.Write(0, new Dictionary<string, double> { ["b"] = 0.5, ["a"] = 1 });
            log.Write(1, new Dictionary<string, double> { ["a"] = double.NaN });
            log.Write(2, new Dictionary<string, double> { ["a"] = 3 });
        }

        File.AppendAllText(folder.File("metrics.jsonl"), "{\"step\":3,\"a");
        using (var log = MetricLog.Open(folder.Path, TimeProvider.System, 1))
        {
            Assert.Equal(FirstTwo, File.ReadAllLines(folder.File("metrics.jsonl")));
            Assert.Throws<ArgumentException>(() => log.Write(1, new Dictionary<string, double>()));
        }

        Assert.Equal(2, Directory.GetFiles(folder.File("tensorboard")).Length);
    }

    [Fact]
    public void Event_file_is_read_back_with_its_checksums()
    {
        // The published check value of CRC-32C, so that the reader below is right on its own.
        Assert.Equal(0xE3069283u, Crc("123456789"u8));
        using var folder = new TemporaryFolder();
        using (var log = MetricLog.Open(folder.Path, TimeProvider.System, -1))
        {
            log.Write(300, new Dictionary<string, double> { ["ab"] = 0.5 });
        }

        var records = Records(File.ReadAllBytes(Directory.GetFiles(folder.File("tensorboard")).Single()));
        Assert.Equal(2, records.Count);

        // Behind key and wall time (9 bytes): step 0 and the version; step 300 = AC 02 and summary{value{"ab", 0.5f = 3F000000}}.
        Assert.Equal("10001A0D" + Convert.ToHexString("brain.Event:2"u8), Convert.ToHexString(records[0].AsSpan(9)));
        Assert.Equal("10AC022A0B0A090A026162150000003F", Convert.ToHexString(records[1].AsSpan(9)));
    }

    private static List<byte[]> Records(byte[] file)
    {
        var records = new List<byte[]>();
        for (var at = 0; at < file.Length;)
        {
            var length = (int)BitConverter.ToUInt64(file, at);
            Assert.Equal(Masked(file.AsSpan(at, 8)), BitConverter.ToUInt32(file, at + 8));
            records.Add(file.AsSpan(at + 12, length).ToArray());
            Assert.Equal(Masked(records[^1]), BitConverter.ToUInt32(file, at + 12 + length));
            at += length + 16;
        }

        return records;
    }

    private static uint Masked(ReadOnlySpan<byte> bytes) => Crc(bytes) is var crc ? unchecked(((crc >> 15) | (crc << 17)) + 0xA282EAD8) : 0;

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82F63B78 : crc >> 1;
            }
        }

        return ~crc;
    }
}
