namespace Agentic.VisionPolicy;

/// <summary>
/// Names of modules as transformers 5 and PEFT have them, against the names in a checkpoint. They differ where a published checkpoint
/// of a model with eyes still calls its parts <c>model</c> and <c>visual</c>; there the modules are <c>model.language_model</c> and
/// <c>model.visual</c>.
/// </summary>
internal sealed class ModuleNames
{
    private const string WeightEnding = ".weight";
    private readonly bool _isOldLayout;

    /// <param name="tensors">All names in the checkpoint.</param>
    public ModuleNames(IEnumerable<string> tensors) => _isOldLayout = tensors.Any(name => name.StartsWith("visual.", StringComparison.Ordinal));

    /// <summary>The module that a checkpoint's <c>….weight</c> belongs to.</summary>
    public string Of(string weight)
    {
        var module = Plain(weight);
        return !_isOldLayout ? module
            : module.StartsWith("visual.", StringComparison.Ordinal) ? $"model.{module}"
            : module.StartsWith("model.", StringComparison.Ordinal) ? $"model.language_model.{module["model.".Length..]}"
            : module;
    }

    /// <summary>The same under the checkpoint's own name, as adapters of transformers 4 have it.</summary>
    public static string Plain(string weight) => weight[..^WeightEnding.Length];

    /// <summary>Whether a module, by either name, is part of the vision tower.</summary>
    public static bool IsVision(string module) =>
        module.StartsWith("model.visual.", StringComparison.Ordinal) || module.StartsWith("visual.", StringComparison.Ordinal);

    /// <summary>Whether a module's name is <paramref name="ending"/>, or ends with it at a dot.</summary>
    public static bool EndsWith(string module, string ending) =>
        module.EndsWith(ending, StringComparison.Ordinal) && (module.Length == ending.Length || module[^(ending.Length + 1)] == '.');
}
