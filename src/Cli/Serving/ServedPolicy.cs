using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Training;
using Agentic.VisionPolicy;

namespace Agentic.Cli.Serving;

/// <summary>The policy behind the server: one model, one policy thread, shared by all requests.</summary>
internal sealed class ServedPolicy : IAsyncDisposable
{
    private const int LongestContext = 32768;
    private readonly ServedParts _parts;
    private readonly RandomKey _key;
    private long _unseeded;
    private long _ids;

    /// <summary>Starts the policy thread.</summary>
    /// <param name="parts">What the policy is made of; its owner is taken over.</param>
    /// <param name="seed">Root of the random streams of requests without a seed.</param>
    public ServedPolicy(ServedParts parts, ulong seed)
    {
        (_parts, _key) = (parts, RandomKey.FromSeed(seed).Derive("serve"));
        Engine = parts.Start(Pictures, parts.ContextLength);
    }

    /// <summary>The model's name for callers.</summary>
    public string Name => _parts.Name;

    /// <summary>Tokens of a prompt and its answer together.</summary>
    public int ContextLength => _parts.ContextLength;

    public PolicyEngine Engine { get; }

    public PictureShelf Pictures { get; } = new();

    public ITokenizer Tokenizer => _parts.Tokenizer;

    public ITurnRenderer Renderer => _parts.Renderer;

    public int StopToken => Tokenizer.Special(ControlTokens.MessageEnd);

    /// <summary>Opens the built-in policy or a saved one.</summary>
    /// <param name="policy">"tiny", or a folder as the hub has it, or a training checkpoint.</param>
    /// <param name="contextLength">Longest sequence in tokens; null for the model's own.</param>
    /// <param name="seed">Root of the random streams of requests without a seed, and of the weights of the built-in policy.</param>
    /// <param name="device">Where it computes, in the device's own type.</param>
    public static ServedPolicy Open(string policy, int? contextLength, ulong seed, ComputeDevice device)
    {
        var opened = policy == "tiny"
            ? QwenPolicy.Tiny(RandomKey.FromSeed(seed).Derive("weights"), device.DefaultCompute, device)
            : SavedPolicy.Find(policy).Open(device.DefaultCompute, device);
        var config = opened.Config;
        return new ServedPolicy(new ServedParts(
            policy == "tiny" ? policy : Path.GetFileName(Path.GetFullPath(policy).TrimEnd('/')), opened.Tokenizer, opened.Renderer,
            Math.Min(contextLength ?? LongestContext, config.Text.MaxPositions), Math.Min(opened.Tokenizer.VocabularySize, config.Text.VocabularySize),
            [config.ImageTokenId, config.VideoTokenId], (images, longest) => opened.Start(images, longest), opened), seed);
    }

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
        foreach (var id in ids)
        {
            if (id < 0 || id >= _parts.TextIds || _parts.PictureIds.Contains(id))
            {
                throw ApiException.Bad(field, $"token {id} is not a text token of this model, whose ids are 0 to {_parts.TextIds - 1}; pictures go through /v1/chat/completions.");
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _parts.Owner?.Dispose();
    }
}

/// <summary>What a served policy is made of.</summary>
/// <param name="Name">The model's name for callers.</param>
/// <param name="Tokenizer">Text to ids and back.</param>
/// <param name="Renderer">Messages to tokens.</param>
/// <param name="ContextLength">Tokens of a prompt and its answer together.</param>
/// <param name="TextIds">Ids that the model reads are below this.</param>
/// <param name="PictureIds">Ids that stand for pictures, and are no text.</param>
/// <param name="Start">Starts the policy thread, given pictures and the longest sequence.</param>
/// <param name="Owner">Disposed after the policy thread.</param>
internal sealed record ServedParts(
    string Name, ITokenizer Tokenizer, ITurnRenderer Renderer, int ContextLength, int TextIds, ImmutableArray<int> PictureIds,
    Func<IImageStore, int, PolicyEngine> Start, IDisposable? Owner);
