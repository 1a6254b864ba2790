using System.Buffers.Binary;
using System.Text;
using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Files;

public sealed class SafetensorsFuzzTests
{
    [Fact]
    public void A_hundred_thousand_hostile_headers_end_in_typed_errors_only()
    {
        var seed = Encoding.UTF8.GetBytes("________{\"__metadata__\":{\"a\":\"b\"},\"x\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},\"y\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[8,11]}}dataDATA123");
        BinaryPrimitives.WriteUInt64LittleEndian(seed, (ulong)seed.Length - 8 - 11);
        Assert.Equal(2, SafetensorsHeader.Parse(seed, "seed").Tensors.Length);
        var stream = RandomKey.FromSeed(7).Stream();
        var accepted = 0;
        for (var round = 0; round < 100_000; round++)
        {
            var bytes = Mutate(seed, ref stream, round);
            try
            {
                var header = SafetensorsHeader.Parse(bytes, "fuzz");
                Assert.Equal(bytes.Length, header.DataStart + header.Tensors.Sum(entry => entry.ByteLength));
                accepted++;
            }
            catch (SafetensorsException)
            {
                // The only way in which a hostile file may end.
            }
        }

        Assert.InRange(accepted, 1_000, 90_000);
    }

    private static byte[] Mutate(byte[] seed, ref RandomStream stream, int round)
    {
        if (round % 10 == 0)
        {
            var noise = new byte[stream.NextInt(64)];
            foreach (ref var value in noise.AsSpan())
            {
                value = (byte)stream.NextInt(256);
            }

            return noise;
        }

        var bytes = seed.ToArray();
        const string Alphabet = "0123456789-.eE{}[]\",:\\ xyFU\n\u0001";
        for (var edits = stream.NextInt(1, 3); edits > 0; edits--)
        {
            var at = stream.NextInt(bytes.Length);
            bytes[at] = stream.NextBool(0.5) ? (byte)Alphabet[stream.NextInt(Alphabet.Length)] : (byte)stream.NextInt(256);
        }

        return stream.NextBool(0.1) ? bytes[..stream.NextInt(bytes.Length)] : bytes;
    }
}
