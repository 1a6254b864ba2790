namespace Agentic.VisionPolicy;

/// <summary>Model shapes by name: the built-in ones, and two that only a bench fills, with random weights.</summary>
public static class QwenPresets
{
    /// <summary>Name of <see cref="Tiny"/>.</summary>
    public const string TinyName = "tiny";

    /// <summary>Name of <see cref="Pointer"/>.</summary>
    public const string PointerName = "tiny_pointer";

    /// <summary>Name of <see cref="Pointer"/> with eyes for pale pages, <see cref="ImageProcessorConfig.Page"/>.</summary>
    public const string PageName = "tiny_page";

    /// <summary>Name of <see cref="Words"/>: a reader of a world's closed language.</summary>
    public const string WordsName = "tiny_words";

    /// <summary>Names of those that a scenario can begin with.</summary>
    public static IReadOnlyCollection<string> BuiltIn { get; } = [TinyName, PointerName, PageName, WordsName];

    private const int PointerPlaces = 16; // learned positions along a side, stretched over whatever picture comes

    /// <summary>Shapes by name, the smallest first.</summary>
    public static IReadOnlyList<(string Name, Func<QwenConfig> Config)> All { get; } =
    [
        (TinyName, Tiny),
        (PointerName, Pointer),
        ("100m", () => Text(QwenFamily.Qwen2, vocabulary: 16_384, hidden: 768, intermediate: 2048, layers: 14, heads: 12, keyValueHeads: 4, headSize: 64)),
        ("600m", () => Text(QwenFamily.Qwen3, vocabulary: 151_936, hidden: 1024, intermediate: 3072, layers: 28, heads: 16, keyValueHeads: 8, headSize: 128)),
    ];

    /// <summary>The built-in model over the built-in vocabulary.</summary>
    public static QwenConfig Tiny()
    {
        var tokenizer = TinyVocabulary.Tokenizer;
        return QwenConfig.Tiny(
            tokenizer.VocabularySize, tokenizer.Special(ControlTokens.ImagePad), tokenizer.Special("<|video_pad|>"),
            tokenizer.Special(ControlTokens.VisionStart), tokenizer.Special(ControlTokens.VisionEnd));
    }

    /// <summary>
    /// As small as <see cref="Tiny"/>, of the Qwen3-VL family: a patch carries where it is in the picture, where
    /// rotary positions alone tell how far patches are from each other. For pointing at places.
    /// </summary>
    public static QwenConfig Pointer()
    {
        var tiny = Tiny();
        return tiny with
        {
            Family = QwenFamily.Qwen3_VL,
            Text = tiny.Text with { HasQkvBias = false, HasQueryKeyNorm = true },
            Vision = tiny.Vision! with { PositionEmbeddings = PointerPlaces * PointerPlaces, WindowSize = 0, FullAttentionBlocks = [], TokensPerSecond = 0, SpatialMergeSize = 2 },
        };
    }

    /// <summary>A text policy of 1.6 M parameters beside its embeddings, over the words of a world's closed language.</summary>
    /// <param name="vocabulary">Rows of its embedding matrix.</param>
    public static QwenConfig Words(int vocabulary)
    {
        var config = Text(QwenFamily.Qwen3, vocabulary, hidden: 192, intermediate: 512, layers: 4, heads: 6, keyValueHeads: 2, headSize: 32);
        return config with { Text = config.Text with { RopeTheta = 10_000, MaxPositions = 4096, EmbeddingDeviation = 0.1 } };
    }

    private static QwenConfig Text(
        QwenFamily family, int vocabulary, int hidden, int intermediate, int layers, int heads, int keyValueHeads, int headSize) => new()
        {
            Family = family,
            Text = new TextConfig
            {
                VocabularySize = vocabulary, HiddenSize = hidden, IntermediateSize = intermediate, Layers = layers, Heads = heads,
                KeyValueHeads = keyValueHeads, HeadSize = headSize, HasQkvBias = !family.IsThird(), HasQueryKeyNorm = family.IsThird(),
                RmsNormEpsilon = 1e-6, RopeTheta = 1_000_000, MaxPositions = 32_768,
            },
            TieWordEmbeddings = true,
        };
}
