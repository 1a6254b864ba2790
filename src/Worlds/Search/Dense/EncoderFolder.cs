using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Agentic.Worlds.Search.Index;

namespace Agentic.Worlds.Search.Dense;

/// <summary>A sentence encoder as its folder describes it, in the layout of sentence-transformers with an ONNX export.</summary>
/// <remarks>
/// Needed: <c>model.onnx</c> or <c>onnx/model.onnx</c>, and <c>vocab.txt</c> (WordPiece). Read where they are: <c>tokenizer_config.json</c>
/// (do_lower_case, strip_accents, model_max_length), <c>sentence_bert_config.json</c> (max_seq_length), <c>1_Pooling/config.json</c> (the mean, or the
/// first token), <c>config_sentence_transformers.json</c> (prompts: query, and passage or document).
/// </remarks>
internal sealed record EncoderFolder
{
    private const int UsualTokens = 512;
    private const int LeastTokens = 3;
    private const int MostTokens = 32768;
    private const string Pooling = "pooling_mode_";

    // The length of a sum does not matter.
    private static readonly string[] KnownPooling = [$"{Pooling}mean_tokens", $"{Pooling}mean_sqrt_len_tokens", $"{Pooling}cls_token"];

    /// <summary>The network.</summary>
    public required string Model { get; init; }

    /// <summary>The words that texts are cut into.</summary>
    public required string Vocabulary { get; init; }

    /// <summary>Whether capitals are made small first.</summary>
    public required bool IsLowerCase { get; init; }

    /// <summary>Whether accents are taken off letters first.</summary>
    public required bool DropsAccents { get; init; }

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
        using var sentences = Json(Path.Combine(folder, "sentence_bert_config.json"));
        using var pooling = Json(Path.Combine(folder, "1_Pooling", "config.json"));
        using var described = Json(Path.Combine(folder, "config_sentence_transformers.json"));
        string[] modes = [.. pooling?.RootElement.EnumerateObject().Where(mode => mode.Name.StartsWith(Pooling, StringComparison.Ordinal) && mode.Value.ValueKind == JsonValueKind.True).Select(mode => mode.Name) ?? []];
        if (modes.Length > 1 || modes.Except(KnownPooling).Any())
        {
            throw new SearchIndexException($"The encoder '{folder}' pools by {string.Join(" and ", modes)}; this program knows the mean of all tokens and the first one.");
        }

        var prompts = Field(described, "prompts");
        var isLowerCase = Field(tokenizer, "do_lower_case").ValueKind != JsonValueKind.False;
        return new EncoderFolder
        {
            Model = model,
            Vocabulary = vocabulary,
            IsLowerCase = isLowerCase,
            DropsAccents = Field(tokenizer, "strip_accents").ValueKind switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => isLowerCase },
            TakesFirst = modes.Contains(KnownPooling[^1]),
            MaxTokens = Length(Field(sentences, "max_seq_length")) ?? Length(Field(tokenizer, "model_max_length")) ?? UsualTokens,
            QueryPrompt = Prompt(prompts, "query"),
            PassagePrompt = Prompt(prompts, "passage") is { Length: > 0 } prompt ? prompt : Prompt(prompts, "document"),
        };
    }

    /// <summary>Tells encoders apart whose vectors do not go together.</summary>
    public byte[] Digest()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // Large networks keep their weights in files beside the graph, whose names begin with its.
        var (folder, name) = (Path.GetDirectoryName(Model)!, Path.GetFileName(Model));
        foreach (var path in Directory.EnumerateFiles(folder, name + "*").Order(StringComparer.Ordinal).Append(Vocabulary))
        {
            using var stream = File.OpenRead(path);
            hash.AppendData(SHA256.HashData(stream));
        }

        hash.AppendData(Encoding.UTF8.GetBytes($"{IsLowerCase} {DropsAccents} {TakesFirst} {MaxTokens}\n{QueryPrompt}\n{PassagePrompt}"));
        return hash.GetHashAndReset();
    }

    private static JsonElement Field(JsonDocument? document, string name) =>
        document is not null && document.RootElement.TryGetProperty(name, out var value) ? value : default;

    // Some files say 1e30 for "no limit".
    private static int? Length(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var tokens) && tokens is >= LeastTokens and <= MostTokens ? (int)tokens : null;

    private static string Prompt(JsonElement prompts, string name) =>
        prompts.ValueKind == JsonValueKind.Object && prompts.TryGetProperty(name, out var prompt) && prompt.ValueKind == JsonValueKind.String ? prompt.GetString()! : "";

    private static JsonDocument? Json(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        JsonDocument document;
        try
        {
            // Reading as text bears a byte-order mark.
            document = JsonDocument.Parse(File.ReadAllText(path));
        }
        catch (JsonException error)
        {
            throw new SearchIndexException($"'{path}' is no JSON: {error.Message}", error);
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            return document;
        }

        var kind = document.RootElement.ValueKind;
        document.Dispose();
        throw new SearchIndexException($"'{path}' must hold a JSON object, but holds a value of kind {kind}.");
    }
}
