namespace Agentic.VisionPolicy;

/// <summary>The shape of a Qwen model: a language decoder, with eyes or without. Field meanings and names are those of the published config.json.</summary>
public sealed record QwenConfig
{
    /// <summary>The published architecture.</summary>
    public required QwenFamily Family { get; init; }

    /// <summary>The language decoder.</summary>
    public required TextConfig Text { get; init; }

    /// <summary>The vision tower; null for a model that reads text only.</summary>
    public VisionConfig? Vision { get; init; }

    /// <summary>Whether the output head is the embedding matrix.</summary>
    public required bool TieWordEmbeddings { get; init; }

    /// <summary>Stands for one merged picture patch; −1 where there are none.</summary>
    public int ImageTokenId { get; init; } = -1;

    /// <summary>Stands for one merged video patch; −1 where there are none.</summary>
    public int VideoTokenId { get; init; } = -1;

    /// <summary>Opens a picture; −1 where there are none.</summary>
    public int VisionStartTokenId { get; init; } = -1;

    /// <summary>Closes a picture; −1 where there are none.</summary>
    public int VisionEndTokenId { get; init; } = -1;

    /// <summary>The vision tower of a model that must have one.</summary>
    /// <exception cref="NotSupportedException">The model reads text only.</exception>
    public VisionConfig Eyes => Vision
        ?? throw new NotSupportedException($"A picture was given to a {Family.ModelType()} model, which reads text only. Use a model with vision, or a world option without pictures.");

    /// <summary>Vision blocks whose features enter the decoder beside the merged ones (deep-stack): D.</summary>
    public int DeepstackLevels => Vision?.DeepstackBlocks.Length ?? 0;

    /// <summary>The built-in model: about a million parameters, pictures cut into 16-pixel squares, everything in one attention window.</summary>
    public static QwenConfig Tiny(int vocabularySize, int imageToken, int videoToken, int visionStart, int visionEnd) => new()
    {
        Family = QwenFamily.Qwen2_5_VL,
        Text = new TextConfig
        {
            VocabularySize = vocabularySize, HiddenSize = 128, IntermediateSize = 352, Layers = 4, Heads = 4, KeyValueHeads = 2, HeadSize = 32,
            HasQkvBias = true, RmsNormEpsilon = 1e-6, RopeTheta = 10_000, MropeSection = [4, 6, 6], MaxPositions = 2048,
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
