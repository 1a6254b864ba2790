using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>The vision tower's shape. Qwen2.5-VL attends in windows; Qwen3-VL has learned positions and deep-stack mergers.</summary>
public sealed record VisionConfig
{
    /// <summary>Blocks.</summary>
    public required int Depth { get; init; }

    /// <summary>Width of a patch.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width inside the MLP.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Attention heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Width of a merged patch: that of the decoder.</summary>
    public required int OutputSize { get; init; }

    /// <summary>Pixels along a patch.</summary>
    public required int PatchSize { get; init; }

    /// <summary>Frames in a patch.</summary>
    public required int TemporalPatchSize { get; init; }

    /// <summary>Patches along a merged one.</summary>
    public required int SpatialMergeSize { get; init; }

    /// <summary>Pixels along an attention window; 0 where every block attends over the whole frame (Qwen3-VL).</summary>
    public int WindowSize { get; init; }

    /// <summary>Blocks that attend over the whole frame, where others attend in windows.</summary>
    public ImmutableArray<int> FullAttentionBlocks { get; init; } = [];

    /// <summary>Rotary time steps in a second of video; 0 where text between the frames tells the time (Qwen3-VL).</summary>
    public double TokensPerSecond { get; init; }

    /// <summary>Learned position embeddings, a square of them; 0 for none (Qwen2.5-VL).</summary>
    public int PositionEmbeddings { get; init; }

    /// <summary>Blocks behind which features are taken for the decoder's first layers, with the merger of the same place in this list.</summary>
    public ImmutableArray<int> DeepstackBlocks { get; init; } = [];

    /// <summary>Base of the rotary frequencies.</summary>
    public required double RopeTheta { get; init; }

    /// <summary>Colour channels.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>Whether this is the tower of Qwen3-VL.</summary>
    public bool IsThird => PositionEmbeddings > 0;

    /// <summary>Numbers in a flattened patch.</summary>
    public int PatchLength => Channels * TemporalPatchSize * PatchSize * PatchSize;

    /// <summary>Patches in a merged one.</summary>
    public int PatchesPerFeature => SpatialMergeSize * SpatialMergeSize;

    /// <summary>Width of the patches that are merged, side by side.</summary>
    public int MergedWidth => HiddenSize * PatchesPerFeature;
}
