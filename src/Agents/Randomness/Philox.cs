namespace Agentic.Agents;

/// <summary>Philox4x32-10: a keyed bijection on 128-bit counters whose outputs pass BigCrush (Salmon et al., SC'11, table 2).</summary>
public static class Philox
{
    private const uint M0 = 0xD2511F53;
    private const uint M1 = 0xCD9E8D57;
    private const uint W0 = 0x9E3779B9;
    private const uint W1 = 0xBB67AE85;

    /// <summary>One block of four 32-bit words for a counter of four words and a key of two.</summary>
    public static (uint A, uint B, uint C, uint D) Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        for (var round = 0; round < 10; round++)
        {
            var p0 = (ulong)M0 * c0;
            var p1 = (ulong)M1 * c2;
            (c0, c1, c2, c3) = ((uint)(p1 >> 32) ^ c1 ^ k0, (uint)p1, (uint)(p0 >> 32) ^ c3 ^ k1, (uint)p0);
            k0 += W0;
            k1 += W1;
        }

        return (c0, c1, c2, c3);
    }

    /// <summary>128 bits for a 128-bit key and a 64-bit index: the key's high half keys the rounds, its low half and the index are the counter.</summary>
    public static (ulong High, ulong Low) Block(ulong high, ulong low, ulong index)
    {
        var (a, b, c, d) = Block((uint)index, (uint)(index >> 32), (uint)low, (uint)(low >> 32), (uint)high, (uint)(high >> 32));
        return (((ulong)b << 32) | a, ((ulong)d << 32) | c);
    }
}
