using System.Security.Cryptography;
using System.Text;

namespace Agentic.Worlds.Search.Index;

/// <summary>Which names have come, in 16 bytes each: a digest of the name, so that a large corpus needs no memory for its names.</summary>
internal sealed class PassageNames
{
    private readonly Dictionary<UInt128, int> _positions = [];

    /// <summary>Takes a name.</summary>
    /// <returns>The passage that has it already, or -1.</returns>
    public int Add(string name, int position)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), digest);
        var key = new UInt128(BitConverter.ToUInt64(digest), BitConverter.ToUInt64(digest[8..]));
        return _positions.TryAdd(key, position) ? -1 : _positions[key];
    }
}
