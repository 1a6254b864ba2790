using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>The shape of a Qwen2.5-VL model: a language decoder with eyes. Field meanings and names are those of the published config.json.</summary>
public sealed record QwenConfig
{
    /// <summary>The language decoder.</summary>
    public required TextConfig Text { get; init; }

    /// <summary>The vision tower.</summary>
    public required VisionConfig Vision { get; init; }

    /// <summary>Whether the output head is the embedding matrix.</summary>
    public required bool TieWordEmbeddings { get; init; }

    /// <summary>Stands for one merged picture patch.</summary>
    public required int ImageTokenId { get; init; }

    /// <summary>Stands for one merged video patch.</summary>
    public required int VideoTokenId { get; init; }

    /// <summary>Opens a picture.</summary>
    public required int VisionStartTokenId { get; init; }

    /// <summary>Closes a picture.</summary>
    public required int VisionEndTokenId { get; init; }

    /// <summary>The built-in model: about a million parameters, pictures cut into 16-pixel squares, everything in one attention window.</summary>
    public static QwenConfig Tiny(int vocabularySize, int imageToken, int videoToken, int visionStart, int visionEnd) => new()
    {
        Text = new TextConfig
        {
            VocabularySize = vocabularySize, HiddenSize = 128, IntermediateSize = 352, Layers = 4, Heads = 4, KeyValueHeads = 2,
            RmsNormEpsilon = 1e-6, RopeTheta = 10_000, MropeSection = [4, 6, 6], MaxPositions = 2048,
        },
        Vision = new VisionConfig
        {
            Depth = 2, HiddenSize = 128, IntermediateSize = 256, Heads = 4, OutputSize = 128, PatchSize = 16, TemporalPatchSize = 1,
            SpatialMergeSize = 1, WindowSize = 128, FullAttentionBlocks = [1], TokensPerSecond = 2, RopeTheta = 10_000,
        },
        TieWordEmbeddings = true,
        ImageTokenId = imageToken, VideoTokenId = videoToken, VisionStartTokenId = visionStart, VisionEndTokenId = visionEnd,
    };
}

/// <summary>The decoder's shape.</summary>
public sealed record TextConfig
{
    /// <summary>Rows of the embedding matrix.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Width of the residual stream.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width inside the gated MLP.</summary>
    public required int IntermediateSize { get; init; }

    /// <summary>Decoder layers.</summary>
    public required int Layers { get; init; }

    /// <summary>Query heads.</summary>
    public required int Heads { get; init; }

    /// <summary>Key and value heads, each shared by a group of query heads.</summary>
    public required int KeyValueHeads { get; init; }

    /// <summary>Width of a head.</summary>
    public int HeadSize => HiddenSize / Heads;

    /// <summary>ε of the norms.</summary>
    public required double RmsNormEpsilon { get; init; }

    /// <summary>Base of the rotary frequencies.</summary>
    public required double RopeTheta { get; init; }

    /// <summary>How many rotary frequencies turn with time, height and width.</summary>
    public required ImmutableArray<int> MropeSection { get; init; }

    /// <summary>Longest sequence that the model was made for.</summary>
    public required int MaxPositions { get; init; }
}

/// <summary>The vision tower's shape.</summary>
public sealed record VisionConfig
{
    /// <summary>Blocks.</summary>
    public required int Depth { get; init; }

    /// <summary>Width of a patch.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Width inside the gated MLP.</summary>
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

    /// <summary>Pixels along an attention window.</summary>
    public required int WindowSize { get; init; }

    /// <summary>Blocks that attend over the whole frame.</summary>
    public required ImmutableArray<int> FullAttentionBlocks { get; init; }

    /// <summary>Rotary time steps in a second of video.</summary>
    public required double TokensPerSecond { get; init; }

    /// <summary>Base of the rotary frequencies.</summary>
    public required double RopeTheta { get; init; }

    /// <summary>Colour channels.</summary>
    public int Channels { get; init; } = 3;

    /// <summary>Numbers in a flattened patch.</summary>
    public int PatchLength => Channels * TemporalPatchSize * PatchSize * PatchSize;
}
