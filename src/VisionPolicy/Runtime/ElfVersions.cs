using System.Buffers.Binary;
using System.Text;

namespace Agentic.VisionPolicy;

/// <summary>Marks a required symbol version of a 64-bit little-endian ELF library as weak, so that the loader warns instead of refusing.</summary>
/// <remarks>
/// Only safe when no symbol of that version is ever called. For TorchSharp's native library the only one of GLIBCXX_3.4.32 is
/// std::ios_base_library_init(), which the compiler lists but whose work older C++ libraries do by themselves.
/// </remarks>
public static class ElfVersions
{
    private const ulong Strtab = 5;
    private const ulong Verneed = 0x6ffffffe;
    private const ulong VerneedCount = 0x6fffffff;
    private const ushort Weak = 2;

    /// <summary>Sets the weak flag wherever <paramref name="version"/> is required; gives the number of places.</summary>
    /// <exception cref="InvalidDataException">The bytes are not such a library.</exception>
    public static int MakeWeak(Span<byte> elf, string version)
    {
        try
        {
            return Mark(elf, version);
        }
        catch (Exception exception) when (exception is ArgumentOutOfRangeException or OverflowException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("Not a well-formed 64-bit little-endian ELF library: an offset points outside the file.", exception);
        }
    }

    private static int Mark(Span<byte> elf, string version)
    {
        if (elf.Length < 64 || !elf[..6].SequenceEqual((ReadOnlySpan<byte>)[0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1]))
        {
            throw new InvalidDataException("Not a 64-bit little-endian ELF library.");
        }

        var dynamic = Dynamic(elf);
        var strings = Offset(elf, dynamic[Strtab]);
        var need = Offset(elf, dynamic[Verneed]);
        var marked = 0;
        for (var left = dynamic[VerneedCount]; left > 0; left--)
        {
            var aux = need + U32(elf, need + 8);
            for (var count = U16(elf, need + 2); count > 0; count--)
            {
                if (Text(elf, strings + U32(elf, aux + 8)) == version)
                {
                    var flags = elf.Slice(aux + 4, 2);
                    BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | Weak));
                    marked++;
                }

                aux += U32(elf, aux + 12);
            }

            need += U32(elf, need + 12);
        }

        return marked;
    }

    private static Dictionary<ulong, ulong> Dynamic(ReadOnlySpan<byte> elf)
    {
        var entries = new Dictionary<ulong, ulong>();
        foreach (var (type, offset, _, size) in Segments(elf))
        {
            for (var at = offset; type == 2 && at < offset + size; at += 16)
            {
                entries[U64(elf, at)] = U64(elf, at + 8);
            }
        }

        return entries.ContainsKey(Strtab) && entries.ContainsKey(Verneed) && entries.ContainsKey(VerneedCount)
            ? entries
            : throw new InvalidDataException("The library requires no symbol versions.");
    }

    private static int Offset(ReadOnlySpan<byte> elf, ulong address)
    {
        foreach (var (type, offset, start, size) in Segments(elf))
        {
            if (type == 1 && address >= start && address < start + (ulong)size)
            {
                return checked((int)(address - start) + offset);
            }
        }

        throw new InvalidDataException($"Address 0x{address:x} lies in no segment of the library.");
    }

    private static List<(uint Type, int Offset, ulong Address, int Size)> Segments(ReadOnlySpan<byte> elf)
    {
        var segments = new List<(uint, int, ulong, int)>();
        var table = checked((int)U64(elf, 32));
        for (var index = 0; index < U16(elf, 56); index++)
        {
            var at = table + (index * U16(elf, 54));
            segments.Add(((uint)U32(elf, at), checked((int)U64(elf, at + 8)), U64(elf, at + 16), checked((int)U64(elf, at + 32))));
        }

        return segments;
    }

    private static string Text(ReadOnlySpan<byte> elf, int at) => Encoding.ASCII.GetString(elf[at..][..elf[at..].IndexOf((byte)0)]);

    private static int U16(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadUInt16LittleEndian(elf[at..]);

    private static int U32(ReadOnlySpan<byte> elf, int at) => checked((int)BinaryPrimitives.ReadUInt32LittleEndian(elf[at..]));

    private static ulong U64(ReadOnlySpan<byte> elf, int at) => BinaryPrimitives.ReadUInt64LittleEndian(elf[at..]);
}
