using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>How a byte of each channel becomes a number: (byte − offset) · factor / divisor, in single precision and in that order.</summary>
/// <remarks>
/// The reference folds scaling to 0..1 into mean and deviation where it does both; a step that is left out is a subtraction of 0, or a
/// multiplication or division by 1, which changes no bit.
/// </remarks>
internal sealed class PixelScale
{
    private readonly float[][] _tables; // [channel][byte]

    /// <summary>Prepares the numbers of each channel.</summary>
    public PixelScale(ImageProcessorConfig config)
    {
        var unit = config.DoRescale ? (float)(1 / config.RescaleFactor) : 1;
        Factor = config.DoRescale && !config.DoNormalize ? (float)config.RescaleFactor : 1;
        Offsets = [.. config.Mean.Select(mean => config.DoNormalize ? (float)mean * unit : 0)];
        Divisors = [.. config.Std.Select(deviation => config.DoNormalize ? (float)deviation * unit : 1)];
        _tables = [.. Offsets.Zip(Divisors, (offset, divisor) => Enumerable.Range(0, 256).Select(value => (value - offset) * Factor / divisor).ToArray())];
    }

    /// <summary>Subtracted first, for each channel.</summary>
    public ImmutableArray<float> Offsets { get; }

    /// <summary>Multiplied by next.</summary>
    public float Factor { get; }

    /// <summary>Divided by last, for each channel.</summary>
    public ImmutableArray<float> Divisors { get; }

    /// <summary>All 256 results of a channel.</summary>
    public ReadOnlySpan<float> Table(int channel) => _tables[channel];
}
