using System.Collections.Concurrent;
using TorchSharp;

namespace Agentic.VisionPolicy;

/// <summary>Numbers as TorchSharp scalars that stay reachable for the life of the process.</summary>
/// <remarks>
/// An implicit conversion (<c>x * 2.0</c>) makes a scalar that nothing holds: the collector may free it while the native call still
/// reads it. A rooted one cannot be freed. The cache is bounded: beyond the bound a value lives in a ring of its own thread, long
/// enough for any call that was given it.
/// </remarks>
public static class Scalars
{
    private const int MostCached = 4096;
    private const int RingSize = 1024;
    private static readonly ConcurrentDictionary<long, Scalar> Doubles = new();
    private static readonly ConcurrentDictionary<long, Scalar> Longs = new();

    [ThreadStatic]
    private static Scalar[]? _ring;

    [ThreadStatic]
    private static int _next;

    /// <summary>1, the factor that TorchSharp hides in every sum.</summary>
    public static Scalar One { get; } = Of(1L);

    /// <summary>−1, which turns a sum into a difference.</summary>
    public static Scalar MinusOne { get; } = Of(-1L);

    /// <summary>The scalar of a floating-point number.</summary>
    public static Scalar Of(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        return Doubles.TryGetValue(bits, out var known) ? known : Keep(Doubles, bits, new DoubleValue(value));
    }

    /// <summary>The scalar of an integer.</summary>
    public static Scalar Of(long value) =>
        Longs.TryGetValue(value, out var known) ? known : Keep(Longs, value, new LongValue(value));

    private static Scalar Keep<T>(ConcurrentDictionary<long, Scalar> cache, long key, T value) where T : IScalarValue
    {
        if (cache.Count < MostCached)
        {
            return cache.GetOrAdd(key, static (_, made) => made.Make(), value);
        }

        var ring = _ring ??= new Scalar[RingSize];
        _next = (_next + 1) % RingSize;
        return ring[_next] = value.Make();
    }

    private interface IScalarValue
    {
        Scalar Make();
    }

    private readonly record struct DoubleValue(double Value) : IScalarValue
    {
        public Scalar Make() => Value.ToScalar();
    }

    private readonly record struct LongValue(long Value) : IScalarValue
    {
        public Scalar Make() => Value.ToScalar();
    }
}
