namespace Agentic.VisionPolicy;

/// <summary>
/// How a folder spells its parameters. The tree is the same everywhere, but its two parts and the head stand under other prefixes:
/// the hub's Qwen2.5-VL has <c>model.</c> and <c>visual.</c>, Qwen3-VL <c>model.language_model.</c> and <c>model.visual.</c>.
/// </summary>
/// <param name="TextPrefix">Before the decoder's names.</param>
/// <param name="VisionPrefix">Before the vision tower's names.</param>
/// <param name="Head">The output head.</param>
public sealed record CheckpointNames(string TextPrefix, string VisionPrefix, string Head)
{
    private const string EmbeddingName = "embed_tokens.weight";
    private const string PatchName = "patch_embed.proj.weight";
    private const string HeadName = "lm_head.weight";

    /// <summary>The embedding matrix.</summary>
    public string Embedding => Text(EmbeddingName);

    /// <summary>The decoder's last norm.</summary>
    public string LastNorm => Text("norm.weight");

    /// <summary>The spelling of the family's published checkpoints.</summary>
    public static CheckpointNames Of(QwenFamily family) => family == QwenFamily.Qwen3_VL
        ? new("model.language_model.", "model.visual.", HeadName)
        : new("model.", "visual.", HeadName);

    /// <summary>The spelling that a folder uses; the published one where its names do not tell.</summary>
    public static CheckpointNames Find(IEnumerable<string> names, QwenFamily family)
    {
        var found = Of(family);
        foreach (var name in names)
        {
            found = name switch
            {
                _ when name.EndsWith(EmbeddingName, StringComparison.Ordinal) => found with { TextPrefix = name[..^EmbeddingName.Length] },
                _ when name.EndsWith(PatchName, StringComparison.Ordinal) => found with { VisionPrefix = name[..^PatchName.Length] },
                _ when name.EndsWith(HeadName, StringComparison.Ordinal) => found with { Head = name },
                _ => found,
            };
        }

        return found;
    }

    /// <summary>A parameter of the decoder.</summary>
    public string Text(string name) => TextPrefix + name;

    /// <summary>A parameter of a decoder layer.</summary>
    public string Layer(int layer, string name) => $"{TextPrefix}layers.{layer}.{name}";

    /// <summary>A parameter of the vision tower.</summary>
    public string Vision(string name) => VisionPrefix + name;

    /// <summary>A parameter of a vision block.</summary>
    public string Block(int block, string name) => $"{VisionPrefix}blocks.{block}.{name}";

    /// <summary>Whether a parameter belongs to the vision tower.</summary>
    public bool IsVision(string name) => name.StartsWith(VisionPrefix, StringComparison.Ordinal);
}
