using System.Buffers;
using System.Text;

namespace Agentic.Worlds.Search.Index;

/// <summary>Looks for what is no UTF-8.</summary>
internal static class Utf8Text
{
    /// <summary>Index of the first byte that belongs to no character, or -1.</summary>
    public static int FirstInvalid(ReadOnlySpan<byte> bytes)
    {
        for (var at = 0; at < bytes.Length;)
        {
            if (Rune.DecodeFromUtf8(bytes[at..], out _, out var consumed) != OperationStatus.Done)
            {
                return at;
            }

            at += consumed;
        }

        return -1;
    }
}
