using Agentic.Agents;
using Agentic.Training;
using Agentic.VisionPolicy;

namespace Agentic.Cli.Serving;

/// <summary>The policy behind the server: one model, one policy thread, shared by all requests.</summary>
internal sealed class ServedPolicy : IAsyncDisposable
{
    private const int LongestContext = 32768;
    private readonly QwenPolicy _policy;
    private readonly RandomKey _key;
    private long _unseeded;
    private long _ids;

    private ServedPolicy(QwenPolicy policy, string name, int? contextLength, ulong seed)
    {
        (_policy, Name, _key) = (policy, name, RandomKey.FromSeed(seed).Derive("serve"));
        ContextLength = Math.Min(contextLength ?? LongestContext, policy.Config.Text.MaxPositions);
        Engine = policy.Start(Pictures, ContextLength);
    }

    /// <summary>The model's name for callers.</summary>
    public string Name { get; }

    /// <summary>Tokens of a prompt and its answer together.</summary>
    public int ContextLength { get; }

    public PolicyEngine Engine { get; }

    public PictureShelf Pictures { get; } = new();

    public ITokenizer Tokenizer => _policy.Tokenizer;

    public ITurnRenderer Renderer => _policy.Renderer;

    public int StopToken => _policy.StopToken;

    /// <summary>Opens the built-in policy or a saved one.</summary>
    /// <param name="policy">"tiny", or a folder as the hub has it, or a training checkpoint.</param>
    /// <param name="contextLength">Longest sequence in tokens; null for the model's own.</param>
    /// <param name="seed">Root of the random streams of requests without a seed, and of the weights of the built-in policy.</param>
    public static ServedPolicy Open(string policy, int? contextLength, ulong seed) => policy == "tiny"
        ? new ServedPolicy(QwenPolicy.Tiny(RandomKey.FromSeed(seed).Derive("weights")), policy, contextLength, seed)
        : new ServedPolicy(QwenPolicy.Load(PolicySession.HuggingFaceFolder(policy)), Path.GetFileName(Path.GetFullPath(policy).TrimEnd('/')), contextLength, seed);

    /// <summary>The random stream of a request: from its seed alone, or the next one of the server's.</summary>
    public RandomKey KeyOf(long? seed) => seed is { } given
        ? RandomKey.FromSeed((ulong)given).Derive("request")
        : _key.Derive((ulong)Interlocked.Increment(ref _unseeded));

    /// <summary>32 hexadecimal digits that no other object of this server has.</summary>
    public string NextId()
    {
        var (high, low) = _key.Derive("ids").Derive((ulong)Interlocked.Increment(ref _ids));
        return $"{high:x16}{low:x16}";
    }

    /// <summary>The text of a token as a caller sees it; nothing for control tokens.</summary>
    public ReadOnlyMemory<byte> Visible(int id) => Tokenizer.Decode([id], skipSpecial: true).Length > 0 ? Tokenizer.Bytes(id) : default;

    /// <summary>Refuses another model's name; no name means this one.</summary>
    /// <exception cref="ApiException">404.</exception>
    public void RequireName(string? model)
    {
        if (model is not null && model != Name)
        {
            throw new ApiException(404, $"model: this server has '{Name}', but '{model}' was asked for.", "model", "model_not_found");
        }
    }

    /// <summary>Refuses ids that the model cannot read as text.</summary>
    /// <exception cref="ApiException">An id is not in the vocabulary, or stands for a picture.</exception>
    public void RequireText(IEnumerable<int> ids, string field)
    {
        var limit = Math.Min(Tokenizer.VocabularySize, _policy.Config.Text.VocabularySize);
        foreach (var id in ids)
        {
            if (id < 0 || id >= limit || id == _policy.Config.ImageTokenId || id == _policy.Config.VideoTokenId)
            {
                throw ApiException.Bad(field, $"token {id} is not a text token of this model, whose ids are 0 to {limit - 1}; pictures go through /v1/chat/completions.");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _policy.Dispose();
    }
}
