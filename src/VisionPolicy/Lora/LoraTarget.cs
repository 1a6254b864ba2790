namespace Agentic.VisionPolicy;

/// <summary>A linear layer that an adapter changes.</summary>
/// <param name="Weight">Name of its weight in the checkpoint.</param>
/// <param name="Module">Name of its module in transformers 5.</param>
/// <param name="Outputs">Rows of the weight.</param>
/// <param name="Inputs">Columns of the weight.</param>
public sealed record LoraTarget(string Weight, string Module, long Outputs, long Inputs)
{
    private const string Head = "lm_head";

    /// <summary>Every linear layer of a model: matrices that are multiplied with, so neither norms and embeddings nor the patch convolution.</summary>
    /// <param name="layout">Names and shapes of the checkpoint's tensors.</param>
    public static IReadOnlyList<LoraTarget> Linear(IEnumerable<(string Name, long[] Shape)> layout)
    {
        (string Name, long[] Shape)[] tensors = [.. layout];
        var names = new ModuleNames(tensors.Select(tensor => tensor.Name));
        return [.. tensors
            .Where(tensor => tensor.Shape.Length == 2 && tensor.Name.EndsWith(".weight", StringComparison.Ordinal)
                && !ModuleNames.EndsWith(tensor.Name, "embed_tokens.weight") && !ModuleNames.EndsWith(tensor.Name, "pos_embed.weight"))
            .Select(tensor => new LoraTarget(tensor.Name, names.Of(tensor.Name), tensor.Shape[0], tensor.Shape[1]))];
    }

    /// <summary>The layers that the settings name.</summary>
    /// <exception cref="LoraException">A target or an exclusion meets no linear layer, or nothing is left.</exception>
    public static IReadOnlyList<LoraTarget> Select(IEnumerable<(string Name, long[] Shape)> layout, LoraSettings settings)
    {
        var linear = Linear(layout);
        foreach (var ending in settings.Targets.Concat(settings.Exclude).Where(ending => ending != LoraSettings.AllLinear))
        {
            if (!linear.Any(layer => ModuleNames.EndsWith(layer.Module, ending)))
            {
                throw new LoraException("lora", $"'{ending}' meets no linear layer of this model", $"endings such as {Endings(linear)}", $"'{ending}'",
                    ending == Head ? "This model's head is its embedding matrix, which cannot be adapted." : $"Name layers of the model, or '{LoraSettings.AllLinear}'.");
            }
        }

        LoraTarget[] chosen = [.. linear.Where(layer => IsMeant(layer, settings))];
        return chosen.Length > 0
            ? chosen
            : throw new LoraException("lora", "No layer is left to adapt", $"targets among {Endings(linear)}", string.Join(", ", settings.Targets),
                "Exclude less, or set vision to true where the targets are in the vision tower.");
    }

    private static bool IsMeant(LoraTarget layer, LoraSettings settings) =>
        (settings.Vision || !ModuleNames.IsVision(layer.Module))
        && settings.Targets.Any(ending => ending == LoraSettings.AllLinear ? layer.Module != Head : ModuleNames.EndsWith(layer.Module, ending))
        && !settings.Exclude.Any(ending => ModuleNames.EndsWith(layer.Module, ending));

    private static string Endings(IEnumerable<LoraTarget> layers) =>
        string.Join(", ", layers.Select(layer => layer.Module[(layer.Module.LastIndexOf('.') + 1)..]).Distinct().Order(StringComparer.Ordinal));
}
