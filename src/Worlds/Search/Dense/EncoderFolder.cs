using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Agentic.Worlds.Search.Index;

namespace Agentic.Worlds.Search.Dense;

/// <summary>A sentence encoder as its folder describes it, in the layout of sentence-transformers with an ONNX export.</summary>
/// <remarks>
/// Needed: <c>model.onnx</c> or <c>onnx/model.onnx</c>, and <c>vocab.txt</c> (WordPiece). Read where they are: <c>tokenizer_config.json</c>
/// (do_lower_case, model_max_length), <c>1_Pooling/config.json</c> (pooling_mode_cls_token), <c>config_sentence_transformers.json</c>
/// (prompts: query, and passage or document).
/// </remarks>
internal sealed record EncoderFolder
{
    private const int UsualTokens = 512;
    private const int LeastTokens = 3;

    /// <summary>The network.</summary>
    public required string Model { get; init; }

    /// <summary>The words that texts are cut into.</summary>
    public required string Vocabulary { get; init; }

    /// <summary>Whether capitals are made small first.</summary>
    public required bool IsLowerCase { get; init; }

    /// <summary>Whether the first token's state stands for a text; else the mean over all of them.</summary>
    public required bool TakesFirst { get; init; }

    /// <summary>Tokens of a text, the marks around it included; what comes behind is not read.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Put before a query.</summary>
    public required string QueryPrompt { get; init; }

    /// <summary>Put before a passage.</summary>
    public required string PassagePrompt { get; init; }

    /// <summary>Looks at a folder.</summary>
    /// <exception cref="SearchIndexException">Something that is needed is missing, or a file is not as it must be.</exception>
    public static EncoderFolder Read(string folder)
    {
        var model = new[] { "model.onnx", Path.Combine("onnx", "model.onnx") }.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
            ?? throw new SearchIndexException($"The encoder '{folder}' has no model.onnx, nor onnx/model.onnx. Export the network to ONNX, for example with 'optimum-cli export onnx'.");
        var vocabulary = Path.Combine(folder, "vocab.txt");
        if (!File.Exists(vocabulary))
        {
            throw new SearchIndexException($"The encoder '{folder}' has no vocab.txt. Encoders with a WordPiece vocabulary can be used, such as E5, BGE and MiniLM.");
        }

        using var tokenizer = Json(Path.Combine(folder, "tokenizer_config.json"));
        using var pooling = Json(Path.Combine(folder, "1_Pooling", "config.json"));
        using var described = Json(Path.Combine(folder, "config_sentence_transformers.json"));
        var prompts = described?.RootElement.TryGetProperty("prompts", out var given) == true && given.ValueKind == JsonValueKind.Object ? given : default;
        return new EncoderFolder
        {
            Model = model,
            Vocabulary = vocabulary,
            IsLowerCase = !(tokenizer?.RootElement.TryGetProperty("do_lower_case", out var lower) == true && lower.ValueKind == JsonValueKind.False),
            TakesFirst = pooling?.RootElement.TryGetProperty("pooling_mode_cls_token", out var first) == true && first.ValueKind == JsonValueKind.True,
            // Some files say 1e30 for "no limit".
            MaxTokens = tokenizer?.RootElement.TryGetProperty("model_max_length", out var most) == true && most.TryGetDouble(out var tokens) && tokens is >= LeastTokens and <= UsualTokens ? (int)tokens : UsualTokens,
            QueryPrompt = Prompt(prompts, "query"),
            PassagePrompt = Prompt(prompts, "passage") is { Length: > 0 } prompt ? prompt : Prompt(prompts, "document"),
        };
    }

    /// <summary>Tells encoders apart whose vectors do not go together.</summary>
    public byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in new[] { Model, Vocabulary })
        {
            using var stream = File.OpenRead(path);
            hash.AppendData(SHA256.HashData(stream));
        }

        hash.AppendData(Encoding.UTF8.GetBytes($"{IsLowerCase} {TakesFirst} {MaxTokens}\n{QueryPrompt}\n{PassagePrompt}"));
        return hash.GetHashAndReset();
    }

    private static string Prompt(JsonElement prompts, string name) =>
        prompts.ValueKind == JsonValueKind.Object && prompts.TryGetProperty(name, out var prompt) && prompt.ValueKind == JsonValueKind.String ? prompt.GetString()! : "";

    private static JsonDocument? Json(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document
                : throw new SearchIndexException($"'{path}' must hold a JSON object, but holds a value of kind {document.RootElement.ValueKind}.");
        }
        catch (JsonException error)
        {
            throw new SearchIndexException($"'{path}' is no JSON: {error.Message}", error);
        }
    }
}
