namespace Agentic.Agents;

/// <summary>Numbers drawn one after another from a <see cref="RandomKey"/>. A value type: copying it copies its place.</summary>
public struct RandomStream(RandomKey key)
{
    // Streams live beside child keys: the top bit keeps their counters out of the children's indices.
    private ulong _counter = 1UL << 63;
    private ulong _spare;
    private bool _hasSpare;

    /// <summary>The next 64 uniform bits.</summary>
    public ulong NextBits()
    {
        if (_hasSpare)
        {
            _hasSpare = false;
            return _spare;
        }

        var (high, low) = Philox.Block(key.High, key.Low, _counter++);
        _spare = low;
        _hasSpare = true;
        return high;
    }

    /// <summary>Uniform in [0, 1), with 53 bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform in 0 .. <paramref name="bound"/> − 1, without modulo bias (Lemire, 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int NextInt(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        var range = (uint)bound;
        var product = (NextBits() >> 32) * range;
        if ((uint)product < range)
        {
            var threshold = (0u - range) % range;
            while ((uint)product < threshold)
            {
                product = (NextBits() >> 32) * range;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>Uniform in <paramref name="low"/> .. <paramref name="high"/>, both included.</summary>
    public int NextInt(int low, int high) => low + NextInt(high - low + 1);

    /// <summary>True with the given probability.</summary>
    public bool NextBool(double probability) => NextDouble() < probability;

    /// <summary>Brings the items into a uniformly random order (Fisher–Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (var last = items.Length - 1; last > 0; last--)
        {
            var other = NextInt(last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }
}
