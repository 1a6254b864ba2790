namespace Agentic.Agents;

/// <summary>A stable hash of the canonical state: equal states of one task have equal keys, on every machine.</summary>
/// <param name="Value">64 mixed bits.</param>
public readonly record struct StateKey(ulong Value)
{
    /// <summary>Folds one more number into the key (the finaliser of SplitMix64).</summary>
    public StateKey With(ulong value)
    {
        var mixed = (Value ^ value) + 0x9e3779b97f4a7c15UL;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebUL;
        return new StateKey(mixed ^ (mixed >> 31));
    }

    /// <summary>Folds bytes into the key, eight at a time.</summary>
    public StateKey With(ReadOnlySpan<byte> bytes)
    {
        var key = With((ulong)bytes.Length);
        while (bytes.Length >= 8)
        {
            key = key.With(System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        ulong tail = 0;
        foreach (var value in bytes)
        {
            tail = (tail << 8) | value;
        }

        return key.With(tail);
    }

    /// <summary>Sixteen hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16");
}
