using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>The numbers of preprocessor_config.json.</summary>
public sealed record ImageProcessorConfig
{
    /// <summary>Pixels along a patch.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Frames in a patch.</summary>
    public required int TemporalPatchSize { get; init; }

    /// <summary>Patches along a merged one.</summary>
    public required int MergeSize { get; init; }

    /// <summary>Fewest pixels of a resized picture.</summary>
    public required int MinPixels { get; init; }

    /// <summary>Most pixels of a resized picture.</summary>
    public required int MaxPixels { get; init; }

    /// <summary>Mean of each channel, of values in 0..1.</summary>
    public ImmutableArray<double> Mean { get; init; } = [0.48145466, 0.4578275, 0.40821073];

    /// <summary>Standard deviation of each channel.</summary>
    public ImmutableArray<double> Deviation { get; init; } = [0.26862954, 0.26130258, 0.27577711];

    /// <summary>What the built-in model reads: pictures in 16-pixel squares, as they are.</summary>
    public static ImageProcessorConfig Tiny { get; } = new()
    {
        PatchSize = 8, TemporalPatchSize = 1, MergeSize = 2, MinPixels = 16 * 16, MaxPixels = 320 * 320,
    };
}
