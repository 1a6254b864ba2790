using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agentic.VisionPolicy;

/// <summary>PEFT's adapter_config.json, as far as it says something about a plain LoRA adapter. What would change the numbers otherwise is refused.</summary>
public sealed record PeftConfig
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "adapter_config.json";

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    // Each of them, when set, makes the adapted layer something else than W + scale · B·A.
    private static readonly string[] MustBeEmpty =
    [
        "use_dora", "lora_bias", "fan_in_fan_out", "modules_to_save", "rank_pattern", "alpha_pattern", "layer_replication", "trainable_token_indices",
        "target_parameters", "use_qalora", "use_bdlora", "alora_invocation_tokens", "arrow_config", "kasa_config", "monteclora_config", "velora_config",
    ];

    // Others rewrite the base weights when the adapter is made, so that the stored base is not the one that was trained on.
    private static readonly string[] HarmlessBeginnings = ["gaussian", "eva", "orthogonal", "lora_ga"];

    /// <summary>Rank of the updates.</summary>
    public required int Rank { get; init; }

    /// <summary>Numerator of the scale.</summary>
    public required double Alpha { get; init; }

    /// <summary>Whether the scale is alpha/√rank.</summary>
    public bool RankStabilised { get; init; }

    /// <summary>Share of inputs dropped in training; 0 where nothing else is computed in training than in use.</summary>
    public double Dropout { get; init; }

    /// <summary>The folder or hub name of the model that the adapter belongs to, or null.</summary>
    public string? BaseModel { get; init; }

    /// <summary>Endings of module names; empty where a pattern says it.</summary>
    public ImmutableArray<string> TargetModules { get; init; } = [];

    /// <summary>A regular expression over whole module names, or null.</summary>
    public string? TargetPattern { get; init; }

    /// <summary>Whether the endings are all there is to say: no exclusion, no choice of layers.</summary>
    public bool TargetsAreComplete { get; init; } = true;

    /// <summary>Factor before B·A.</summary>
    public double Scale => Alpha / (RankStabilised ? Math.Sqrt(Rank) : Rank);

    /// <summary>Key of a module's A in adapter_model.safetensors.</summary>
    public static string NameA(string module) => $"base_model.model.{module}.lora_A.weight";

    /// <summary>Key of a module's B.</summary>
    public static string NameB(string module) => $"base_model.model.{module}.lora_B.weight";

    /// <summary>The description of a new adapter. Its targets are the last parts of module names where these mean exactly the chosen layers, whole names otherwise.</summary>
    /// <param name="settings">Rank and scale.</param>
    /// <param name="chosen">The adapted layers.</param>
    /// <param name="linear">All linear layers of the model.</param>
    /// <param name="baseModel">The folder that the adapter belongs to, or null.</param>
    public static PeftConfig Of(LoraSettings settings, IReadOnlyList<LoraTarget> chosen, IReadOnlyList<LoraTarget> linear, string? baseModel)
    {
        string[] endings = [.. chosen.Select(layer => layer.Module[(layer.Module.LastIndexOf('.') + 1)..]).Distinct().Order(StringComparer.Ordinal)];
        // "proj" would also mean the convolution that cuts patches, which is no linear layer.
        var isExact = !endings.Contains("proj") && linear.Count(layer => endings.Any(ending => ModuleNames.EndsWith(layer.Module, ending))) == chosen.Count;
        return new PeftConfig
        {
            Rank = settings.Rank,
            Alpha = settings.EffectiveAlpha,
            RankStabilised = settings.RankStabilised,
            BaseModel = baseModel,
            TargetModules = [.. isExact ? endings : chosen.Select(layer => layer.Module)],
        };
    }

    /// <summary>Reads the file's text.</summary>
    /// <param name="json">Contents of adapter_config.json.</param>
    /// <param name="where">Its path, for messages.</param>
    /// <exception cref="LoraException">No JSON, another kind of adapter, or a value is missing or wrong.</exception>
    public static PeftConfig Read(string json, string where)
    {
        try
        {
            var root = JsonNode.Parse(json) as JsonObject ?? throw Wrong(where, "It is no JSON object", "an object", "something else");
            Demand(where, root, "peft_type", (string?)root["peft_type"] == "LORA", "\"LORA\"");
            Demand(where, root, "bias", root["bias"] is null || (string?)root["bias"] == "none", "\"none\"");
            Array.ForEach(MustBeEmpty, key => Demand(where, root, key, IsEmpty(root[key]), "nothing: only plain LoRA is supported"));
            var beginning = root["init_lora_weights"];
            Demand(where, root, "init_lora_weights", beginning is null || beginning.GetValueKind() is JsonValueKind.True or JsonValueKind.False
                || HarmlessBeginnings.Contains((string?)beginning), "true, false or a way that leaves the base as it is");
            var rank = (int?)root["r"] ?? 0;
            Demand(where, root, "r", rank is >= 1 and <= LoraSettings.MaxRank, $"a rank from 1 to {LoraSettings.MaxRank}");
            var alpha = (double?)root["lora_alpha"] ?? double.NaN;
            Demand(where, root, "lora_alpha", double.IsFinite(alpha), "a number");
            var dropout = (double?)root["lora_dropout"] ?? 0;
            Demand(where, root, "lora_dropout", dropout is >= 0 and < 1, "a share from 0 to below 1");
            return new PeftConfig
            {
                Rank = rank,
                Alpha = alpha,
                RankStabilised = (bool?)root["use_rslora"] ?? false,
                Dropout = dropout,
                BaseModel = (string?)root["base_model_name_or_path"],
                TargetModules = root["target_modules"] is JsonArray list ? [.. list.Select(item => (string?)item ?? "")] : [],
                TargetPattern = root["target_modules"] is JsonValue ? (string?)root["target_modules"] : null,
                TargetsAreComplete = IsEmpty(root["exclude_modules"]) && IsEmpty(root["layers_to_transform"]) && IsEmpty(root["layers_pattern"]),
            };
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException or OverflowException)
        {
            throw new LoraException(where, "The adapter's description cannot be read", "adapter_config.json as PEFT writes it", fault.Message, "Save the adapter again.", fault);
        }
    }

    /// <summary>The file's text, in PEFT's own keys.</summary>
    public string ToJson() => new JsonObject
    {
        ["alpha_pattern"] = new JsonObject(),
        ["auto_mapping"] = null,
        ["base_model_name_or_path"] = BaseModel,
        ["bias"] = "none",
        ["fan_in_fan_out"] = false,
        ["inference_mode"] = true,
        ["init_lora_weights"] = true,
        ["layers_pattern"] = null,
        ["layers_to_transform"] = null,
        ["lora_alpha"] = Alpha == Math.Floor(Alpha) && Math.Abs(Alpha) < 1e9 ? (JsonNode)(long)Alpha : Alpha,
        ["lora_bias"] = false,
        ["lora_dropout"] = Dropout,
        ["modules_to_save"] = null,
        ["peft_type"] = "LORA",
        ["r"] = Rank,
        ["rank_pattern"] = new JsonObject(),
        ["revision"] = null,
        ["target_modules"] = TargetPattern is { } pattern ? pattern : new JsonArray([.. TargetModules.Select(name => (JsonNode)name)]),
        ["task_type"] = "CAUSAL_LM",
        ["use_dora"] = false,
        ["use_rslora"] = RankStabilised,
    }.ToJsonString(Indented);

    private static bool IsEmpty(JsonNode? node) => node switch
    {
        null => true,
        JsonObject inner => inner.Count == 0,
        JsonArray list => list.Count == 0,
        _ => node.GetValueKind() == JsonValueKind.False,
    };

    private static void Demand(string where, JsonObject root, string key, bool holds, string expected)
    {
        if (!holds)
        {
            throw Wrong(where, $"'{key}' is not supported", expected, root[key]?.ToJsonString() ?? "nothing");
        }
    }

    private static LoraException Wrong(string where, string what, string expected, string actual) =>
        new(where, what, expected, actual, "Use a plain LoRA adapter as PEFT saves it.");
}
