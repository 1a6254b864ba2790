using System.Runtime.InteropServices;

namespace Agentic.Worlds;

/// <summary>A colour, laid out as it stands in a frame.</summary>
/// <param name="R">Red, 0–255.</param>
/// <param name="G">Green, 0–255.</param>
/// <param name="B">Blue, 0–255.</param>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>No light.</summary>
    public static Rgb Black => new(0, 0, 0);

    /// <summary>Full light.</summary>
    public static Rgb White => new(255, 255, 255);

    /// <summary>The colour of 0xRRGGBB.</summary>
    public static Rgb Hex(int value) => new((byte)(value >> 16), (byte)(value >> 8), (byte)value);
}
