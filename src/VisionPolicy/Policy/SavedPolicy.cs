namespace Agentic.VisionPolicy;

/// <summary>What a path to a saved policy means.</summary>
/// <param name="Hub">The hub folder with weights and tokenizer.</param>
/// <param name="Adapter">The folder of an adapter that goes on top, or null.</param>
public sealed record SavedPolicy(string Hub, string? Adapter)
{
    /// <summary>The hub folder within a training checkpoint; an adapter of the run is merged into it.</summary>
    public static readonly string ActorPath = Path.Combine("actor", "huggingface");

    /// <summary>The adapter's folder within a training checkpoint.</summary>
    public static readonly string AdapterPath = Path.Combine("actor", "lora_adapter");

    /// <summary>Finds it: an adapter of PEFT with its base, a folder of the hub, or the actor inside a training checkpoint.</summary>
    /// <exception cref="FileNotFoundException">It is none of these.</exception>
    /// <exception cref="LoraException">It is an adapter without a base that can be found.</exception>
    public static SavedPolicy Find(string path)
    {
        // First, as in transformers: a folder with an adapter stands for the adapter.
        if (PeftFolder.IsAdapter(path))
        {
            return new SavedPolicy(BaseOf(path), path);
        }

        string[] places = [path, Path.Combine(path, ActorPath)];
        return places.FirstOrDefault(IsHub) is { } hub
            ? new SavedPolicy(hub, null)
            : throw new FileNotFoundException($"'{path}' is no saved policy: neither '{places[0]}' nor '{places[1]}' holds {HubFolder.Config}. Name a folder of the hub, checkpoints/global_step_N of a run, or the folder of an adapter.");
    }

    /// <summary>Opens it; the caller disposes it.</summary>
    /// <param name="compute">The type of layers' arithmetic.</param>
    /// <param name="device">Where it computes; the processor unless said.</param>
    public QwenPolicy Open(ComputeType compute, ComputeDevice? device = null)
    {
        var policy = QwenPolicy.Load(Hub, compute, device);
        try
        {
            if (Adapter is not null)
            {
                policy.Weights.Adapt(PeftFolder.Read(Adapter, policy.Parameters.Layout, policy.Device));
            }

            return policy;
        }
        catch
        {
            policy.Dispose();
            throw;
        }
    }

    // Seen from the adapter, for folders that travel together; else as PEFT reads it, from where the program runs.
    private static string BaseOf(string adapter)
    {
        var name = PeftFolder.ReadConfig(adapter).BaseModel;
        string[] places = string.IsNullOrEmpty(name) ? [] : [Path.Combine(adapter, name), name];
        return places.FirstOrDefault(IsHub) ?? throw new LoraException(
            Path.Combine(adapter, PeftConfig.FileName), "The base model of the adapter is not here", "base_model_name_or_path with a folder of the hub",
            name ?? "nothing", "Fetch the base and name its folder there, or merge the two with 'agentic checkpoint merge-lora BASE ADAPTER OUT'.");
    }

    private static bool IsHub(string folder) => File.Exists(Path.Combine(folder, HubFolder.Config));
}
