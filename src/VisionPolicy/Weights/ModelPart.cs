namespace Agentic.VisionPolicy;

/// <summary>A part of the model that may be left as it is while the rest learns.</summary>
public enum ModelPart
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The vision tower.</summary>
    Vision,

    /// <summary>Everything but the vision tower.</summary>
    Language,
}

/// <summary>Parts by name.</summary>
public static class ModelParts
{
    /// <summary>Names in scenarios.</summary>
    public static IReadOnlyDictionary<string, ModelPart> ByName { get; } = new Dictionary<string, ModelPart>(StringComparer.Ordinal)
    {
        ["none"] = ModelPart.None,
        ["vision"] = ModelPart.Vision,
        ["language"] = ModelPart.Language,
    };

    /// <summary>Whether a checkpoint's tensor belongs to a part.</summary>
    public static bool Holds(this ModelPart part, string tensor) => part != ModelPart.None && ModuleNames.IsVision(tensor) == (part == ModelPart.Vision);
}
