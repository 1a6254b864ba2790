using System.Collections.Frozen;

namespace Agentic.VisionPolicy;

/// <summary>The element types of the format, by their names in the header.</summary>
public enum SafetensorsDtype
{
    BOOL,
    U8,
    I8,
    F4,
    F6_E2M3,
    F6_E3M2,
    F8_E5M2,
    F8_E4M3,
    F8_E5M2FNUZ,
    F8_E4M3FNUZ,
    F8_E8M0,
    I16,
    U16,
    F16,
    BF16,
    I32,
    U32,
    F32,
    C64,
    I64,
    U64,
    F64,
}

/// <summary>Names and sizes of the element types.</summary>
public static class SafetensorsDtypes
{
    private static readonly FrozenDictionary<string, SafetensorsDtype> ByName =
        Enum.GetValues<SafetensorsDtype>().ToFrozenDictionary(dtype => dtype.ToString(), StringComparer.Ordinal);

    /// <summary>The types that weights are saved in, by torch's names.</summary>
    public static IReadOnlyDictionary<string, SafetensorsDtype> TorchNames { get; } = new Dictionary<string, SafetensorsDtype>(StringComparer.Ordinal)
    {
        ["float32"] = SafetensorsDtype.F32,
        ["bfloat16"] = SafetensorsDtype.BF16,
        ["float16"] = SafetensorsDtype.F16,
    };

    /// <summary>Reads a name such as "BF16"; case matters.</summary>
    public static bool TryParse(string name, out SafetensorsDtype dtype) => ByName.TryGetValue(name, out dtype);

    /// <summary>Bits of one element.</summary>
    public static int Bits(this SafetensorsDtype dtype) => dtype switch
    {
        SafetensorsDtype.F4 => 4,
        SafetensorsDtype.F6_E2M3 or SafetensorsDtype.F6_E3M2 => 6,
        <= SafetensorsDtype.F8_E8M0 => 8,
        <= SafetensorsDtype.BF16 => 16,
        <= SafetensorsDtype.F32 => 32,
        _ => 64,
    };
}
