namespace Agentic.VisionPolicy;

/// <summary>The published architectures that one decoder and two vision towers cover. What differs is in the configuration.</summary>
public enum QwenFamily
{
    /// <summary>Qwen2 and Qwen2.5, text only (<c>qwen2</c>).</summary>
    Qwen2,

    /// <summary>Qwen3, text only (<c>qwen3</c>).</summary>
    Qwen3,

    /// <summary>Qwen2.5-VL (<c>qwen2_5_vl</c>).</summary>
    Qwen2_5_VL,

    /// <summary>Qwen3-VL (<c>qwen3_vl</c>).</summary>
    Qwen3_VL,
}

/// <summary>The families' names in config.json, and what follows from the family alone.</summary>
public static class QwenFamilies
{
    private static readonly string[] Names = ["qwen2", "qwen3", "qwen2_5_vl", "qwen3_vl"];

    /// <summary>All values that <c>model_type</c> may have.</summary>
    public static IReadOnlyList<string> ModelTypes => Names;

    /// <summary>The family's <c>model_type</c>.</summary>
    public static string ModelType(this QwenFamily family) => Names[(int)family];

    /// <summary>Reads a <c>model_type</c>.</summary>
    public static bool TryParse(string? modelType, out QwenFamily family)
    {
        var index = Array.IndexOf(Names, modelType);
        family = (QwenFamily)Math.Max(0, index);
        return index >= 0;
    }

    /// <summary>Whether its models have a vision tower.</summary>
    public static bool Sees(this QwenFamily family) => family is QwenFamily.Qwen2_5_VL or QwenFamily.Qwen3_VL;

    /// <summary>Whether its decoder normalises queries and keys per head, and has no biases.</summary>
    public static bool IsThird(this QwenFamily family) => family is QwenFamily.Qwen3 or QwenFamily.Qwen3_VL;
}
