using System.Text;
using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>
/// A policy as a whole: weights, tokenizer, eyes. A folder of it is a folder of the hub, and the other way round: what was loaded is
/// saved with the same files, names, types and shards.
/// </summary>
public sealed class QwenPolicy : IDisposable
{
    private readonly HubSnapshot _folder;

    private QwenPolicy(QwenConfig config, EffectiveWeights weights, BpeTokenizer tokenizer, ProcessorFiles processor, ITurnRenderer renderer, HubSnapshot folder)
    {
        (Config, Weights, Tokenizer, Processor, _folder) = (config, weights, tokenizer, processor, folder);
        (Model, Renderer) = (new QwenModel(config, weights), renderer);
    }

    /// <summary>The model's shape.</summary>
    public QwenConfig Config { get; }

    /// <summary>What the model computes with: the parameters, an adapter, and the compute type; owned.</summary>
    public EffectiveWeights Weights { get; }

    /// <summary>Where it lives.</summary>
    public ComputeDevice Device => Weights.Device;

    /// <summary>The weights in float32; owned.</summary>
    public QwenParameters Parameters => Weights.Masters;

    /// <summary>What training moves: names and leaves that require a gradient; borrowed.</summary>
    /// <exception cref="LoraException">The adapter cannot be trained on.</exception>
    public IEnumerable<(string Name, TorchSharp.torch.Tensor Parameter)> Trained => Weights.Trainable;

    /// <summary>The model over them; owned.</summary>
    public QwenModel Model { get; }

    /// <summary>Text to ids and back.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>How pictures are cut; the defaults for a policy that reads text only, whose transcripts hold none.</summary>
    public ImageProcessorConfig Images => Processor.Images;

    /// <summary>How pictures and videos are cut, with all that the folder says of them.</summary>
    public ProcessorFiles Processor { get; }

    /// <summary>What each token stands for.</summary>
    public TokenBytes Bytes => field ??= new TokenBytes(((BpeTokenizer)Tokenizer).Definition);

    /// <summary>Turns words and pictures into tokens.</summary>
    public ITurnRenderer Renderer { get; }

    /// <summary>The token that closes an answer.</summary>
    public int StopToken => Tokenizer.Special(ControlTokens.MessageEnd);

    /// <summary>The built-in policy, untrained. Its weights come from the key alone.</summary>
    /// <param name="key">Root of the weights' random streams.</param>
    /// <param name="compute">The type of layers' arithmetic.</param>
    /// <param name="device">Where it computes; the processor unless said.</param>
    public static QwenPolicy Tiny(RandomKey key, ComputeType compute = ComputeType.Float32, ComputeDevice? device = null) =>
        BuiltIn(QwenPresets.TinyName, key, compute, device);

    /// <summary>One of the built-in policies, untrained. Its weights come from the key alone.</summary>
    /// <param name="preset">One of <see cref="QwenPresets.BuiltIn"/>.</param>
    /// <param name="key">Root of the weights' random streams.</param>
    /// <param name="compute">The type of layers' arithmetic.</param>
    /// <param name="device">Where it computes; the processor unless said.</param>
    /// <param name="language">The words that <see cref="QwenPresets.WordsName"/> reads; of no use to the others.</param>
    /// <exception cref="NotSupportedException">The preset reads a closed language and none is given.</exception>
    public static QwenPolicy BuiltIn(
        string preset, RandomKey key, ComputeType compute = ComputeType.Float32, ComputeDevice? device = null, IClosedLanguage? language = null)
    {
        var tokenizer = BuiltInTokenizer(preset, language);
        var (config, images) = preset switch
        {
            QwenPresets.PointerName => (QwenPresets.Pointer(), ImageProcessorConfig.Pointer),
            QwenPresets.PageName => (QwenPresets.Pointer(), ImageProcessorConfig.Page),
            QwenPresets.WordsName => (QwenPresets.Words(tokenizer.VocabularySize), ImageProcessorConfig.Tiny),
            _ => (QwenPresets.Tiny(), ImageProcessorConfig.Tiny),
        };
        return Untrained(config, images, key, compute, device, tokenizer);
    }

    /// <summary>The tokenizer of a built-in policy, without its weights.</summary>
    /// <param name="preset">One of <see cref="QwenPresets.BuiltIn"/>.</param>
    /// <param name="language">The words that <see cref="QwenPresets.WordsName"/> reads; of no use to the others.</param>
    /// <exception cref="NotSupportedException">The preset reads a closed language and none is given.</exception>
    public static BpeTokenizer BuiltInTokenizer(string preset, IClosedLanguage? language) => preset != QwenPresets.WordsName ? TinyVocabulary.Tokenizer
        : new BpeTokenizer(WordVocabulary.Define((language ?? throw new NotSupportedException(
            $"policy.preset '{preset}' has the words of the world's closed language as its tokens, and this world has none: choose another preset, or a world such as search.")).Words));

    /// <summary>The renderer of a built-in policy, without its weights.</summary>
    /// <param name="preset">One of <see cref="QwenPresets.BuiltIn"/>.</param>
    /// <param name="language">The words that <see cref="QwenPresets.WordsName"/> reads; of no use to the others.</param>
    /// <exception cref="NotSupportedException">The preset reads a closed language and none is given.</exception>
    public static ITurnRenderer BuiltInRenderer(string preset, IClosedLanguage? language) => preset != QwenPresets.WordsName ? TinyRenderer()
        : new ChatRenderer(BuiltInTokenizer(preset, language));

    /// <summary>A policy of any shape with random weights: what a bench measures.</summary>
    /// <param name="config">The model's shape.</param>
    /// <param name="images">How its pictures are cut.</param>
    /// <param name="key">Root of the weights' random streams.</param>
    /// <param name="compute">The type of layers' arithmetic.</param>
    /// <param name="device">Where it computes; the processor unless said.</param>
    /// <param name="tokenizer">Its vocabulary; the built-in one unless said.</param>
    public static QwenPolicy Untrained(
        QwenConfig config, ImageProcessorConfig images, RandomKey key, ComputeType compute = ComputeType.Float32, ComputeDevice? device = null,
        BpeTokenizer? tokenizer = null)
    {
        tokenizer ??= TinyVocabulary.Tokenizer;
        var parameters = QwenParameters.Initialise(config, key, device);
        var files = new Dictionary<string, byte[]>
        {
            [HubFolder.Config] = Encoding.UTF8.GetBytes(QwenConfigJson.Write(config)),
            [HubFolder.Preprocessor] = Encoding.UTF8.GetBytes(images.ToJson()),
            [HubFolder.Tokenizer] = TokenizerFiles.WriteTokenizerJson(tokenizer.Definition),
        };
        return new QwenPolicy(
            config, new EffectiveWeights(parameters, compute), tokenizer, ProcessorFiles.Of(images),
            new ChatRenderer(tokenizer, config.Vision is null ? null : images), HubSnapshot.New(files, parameters.Layout));
    }

    /// <summary>The renderer of the built-in policy, without its weights.</summary>
    public static ITurnRenderer TinyRenderer() => new ChatRenderer(TinyVocabulary.Tokenizer, ImageProcessorConfig.Tiny);

    /// <summary>Reads a folder as the hub has it.</summary>
    /// <param name="folder">It.</param>
    /// <param name="compute">The type of layers' arithmetic.</param>
    /// <param name="device">Where it computes; the processor unless said.</param>
    /// <exception cref="FileNotFoundException">A file is missing; the message names it.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should.</exception>
    /// <exception cref="SafetensorsException">The weights cannot be read.</exception>
    public static QwenPolicy Load(string folder, ComputeType compute = ComputeType.Float32, ComputeDevice? device = null)
    {
        var hub = new HubFolder(folder);
        var config = QwenConfigJson.Read(hub.Read(HubFolder.Config), Path.Combine(folder, HubFolder.Config));
        var tokenizer = TokenizerFiles.Open(folder);
        var processor = config.Vision is null ? ProcessorFiles.Of(new ImageProcessorConfig()) : ProcessorFiles.Read(hub);
        using var weights = SafetensorsFolder.Open(folder);
        var parameters = QwenParameters.Load(config, weights, device);
        var renderer = TurnRenderers.Open(folder, tokenizer, config.Vision is null ? null : processor.Images);
        return new QwenPolicy(config, new EffectiveWeights(parameters, compute), tokenizer, processor, renderer, HubSnapshot.Read(folder, weights, parameters.Has));
    }

    /// <summary>The renderer of a saved policy, without its weights.</summary>
    public static ITurnRenderer LoadRenderer(string folder)
    {
        var hub = new HubFolder(folder);
        return TurnRenderers.Open(folder, TokenizerFiles.Open(folder), hub.HasImageProcessor ? hub.ReadImageProcessor() : null);
    }

    /// <summary>
    /// Writes the folder with the files, names, types and shards of the one that was loaded; each file appears whole or not at all.
    /// An adapter is merged in. Call where the tensors live.
    /// </summary>
    /// <param name="folder">Where to.</param>
    /// <param name="exact">Writes float32 whatever the types were, so that weights that go on learning lose nothing.</param>
    public void Save(string folder, bool exact = false) => (exact ? _folder.InFloat32() : _folder).Write(folder, Weights.Write);

    /// <summary>A policy thread for this policy; the caller disposes it before the policy.</summary>
    /// <param name="images">Where pictures are.</param>
    /// <param name="maxTokens">Longest sequence.</param>
    /// <param name="cacheMiB">Memory for keys and values, in MiB; as much as <see cref="CacheMiB"/> gives to a policy that only acts unless said.</param>
    /// <param name="frozen">A second policy of the same make, which does not learn and has half of that memory; null for none. Borrowed.</param>
    public PolicyEngine Start(IImageStore images, int maxTokens, int? cacheMiB = null, QwenPolicy? frozen = null) => new(
        () => new QwenChunkModel(Model, new ImageProcessor(Images), images),
        new EngineOptions(StopToken, maxTokens) { Bytes = Bytes, CacheMiB = Math.Max(1, (cacheMiB ?? CacheMiB(learns: false)) / (frozen is null ? 1 : 2)) },
        frozen is null ? null : () => new QwenChunkModel(frozen.Model, new ImageProcessor(frozen.Images), images));

    /// <summary>Memory for keys and values, in MiB: on CUDA a share of what is free on the device now, else <see cref="EngineOptions.DefaultCacheMiB"/>.</summary>
    /// <param name="learns">Whether an optimiser will need memory beside them.</param>
    public int CacheMiB(bool learns) => Device.Memory()?.CacheMiB(learns ? Trained.Sum(entry => entry.Parameter.numel()) : 0) ?? EngineOptions.DefaultCacheMiB;

    /// <summary>Holds answers to a world's grammar.</summary>
    /// <exception cref="NotSupportedException">The world has none under its options.</exception>
    public TokenGrammar Grammar(WorldDescriptor world) => TokenGrammar.Of(world, Bytes, Config.Text.VocabularySize, StopToken)
        ?? throw new NotSupportedException($"The answers of world '{world.Name}' have no grammar under these options: set sampling.grammar to false.");

    /// <inheritdoc/>
    public void Dispose()
    {
        Model.Dispose();
        Weights.Dispose();
        Parameters.Dispose();
    }
}
