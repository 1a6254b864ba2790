using System.Numerics;
using System.Text;

namespace Agentic.Agents;

/// <summary>
/// The name of one random stream: 128 bits, derived from a run seed by naming what the stream is for.
/// </summary>
/// <remarks>
/// Keys form a tree (run → task → episode → turn → token). A stream depends on its key alone, never on who drew before it,
/// so batch order and thread timing change no number. The mixing function is Philox4x32-10 (Salmon et al., SC'11).
/// </remarks>
/// <param name="High">Upper half of the key.</param>
/// <param name="Low">Lower half of the key.</param>
public readonly record struct RandomKey(ulong High, ulong Low)
{
    /// <summary>The root key of a run.</summary>
    public static RandomKey FromSeed(ulong seed) => new RandomKey(0x4167656e74696300UL, seed).Derive(0);

    /// <summary>The key of a numbered child: a task, an episode, a turn, a token.</summary>
    public RandomKey Derive(ulong index)
    {
        var (high, low) = Philox.Block(High, Low, index);
        return new RandomKey(high, low);
    }

    /// <summary>The key of a named child: "generation", "dynamics", "sampling".</summary>
    public RandomKey Derive(string purpose)
    {
        // FNV-1a over UTF-8: a stable number for a short name; the block function does the mixing.
        Span<byte> bytes = stackalloc byte[256];
        var length = Encoding.UTF8.GetBytes(purpose, bytes);
        var hash = 0xcbf29ce484222325UL;
        foreach (var value in bytes[..length])
        {
            hash = (hash ^ value) * 0x100000001b3UL;
        }

        return Derive(BitOperations.RotateLeft(hash, 17) ^ 0x9e3779b97f4a7c15UL);
    }

    /// <summary>A fresh stream at its first number.</summary>
    public RandomStream Stream() => new(this);
}
