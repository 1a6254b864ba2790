using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>A policy as a whole: weights, tokenizer, eyes. A folder of it is a folder of the hub, and the other way round.</summary>
public sealed class QwenPolicy : IDisposable
{
    private QwenPolicy(
        QwenConfig config, QwenParameters parameters, BpeTokenizer tokenizer, byte[] tokenizerJson, ImageProcessorConfig images, ComputeType compute)
    {
        (Config, Parameters, Tokenizer, TokenizerJson, Images) = (config, parameters, tokenizer, tokenizerJson, images);
        Weights = new EffectiveWeights(parameters, compute);
        (Model, Renderer) = (new QwenModel(config, Weights), new ChatRenderer(tokenizer, images));
    }

    /// <summary>The model's shape.</summary>
    public QwenConfig Config { get; }

    /// <summary>The float32 masters; owned.</summary>
    public QwenParameters Parameters { get; }

    /// <summary>What the model makes of them: adapter and compute type; owned.</summary>
    public EffectiveWeights Weights { get; }

    /// <summary>What training moves: names and leaves that require a gradient; borrowed.</summary>
    /// <exception cref="LoraException">The adapter cannot be trained on.</exception>
    public IEnumerable<(string Name, TorchSharp.torch.Tensor Parameter)> Trained => Weights.Trainable;

    /// <summary>The model over them; owned.</summary>
    public QwenModel Model { get; }

    /// <summary>Text to ids and back.</summary>
    public ITokenizer Tokenizer { get; }

    /// <summary>How pictures are cut.</summary>
    public ImageProcessorConfig Images { get; }

    /// <summary>Turns words and pictures into tokens.</summary>
    public ITurnRenderer Renderer { get; }

    /// <summary>The token that closes an answer.</summary>
    public int StopToken => Tokenizer.Special(ControlTokens.MessageEnd);

    private byte[] TokenizerJson { get; }

    /// <summary>The built-in policy, untrained. Its weights come from the key alone.</summary>
    public static QwenPolicy Tiny(RandomKey key, ComputeType compute = ComputeType.Float32)
    {
        var tokenizer = TinyVocabulary.Tokenizer;
        var config = QwenConfig.Tiny(
            tokenizer.VocabularySize, tokenizer.Special(ControlTokens.ImagePad), tokenizer.Special("<|video_pad|>"),
            tokenizer.Special(ControlTokens.VisionStart), tokenizer.Special(ControlTokens.VisionEnd));
        return new QwenPolicy(
            config, QwenParameters.Initialise(config, key), tokenizer, TokenizerFiles.WriteTokenizerJson(TinyVocabulary.Definition), ImageProcessorConfig.Tiny, compute);
    }

    /// <summary>The renderer of the built-in policy, without its weights.</summary>
    public static ITurnRenderer TinyRenderer() => new ChatRenderer(TinyVocabulary.Tokenizer, ImageProcessorConfig.Tiny);

    /// <summary>Reads a folder as the hub has it.</summary>
    /// <exception cref="FileNotFoundException">A file is missing; the message names it.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should.</exception>
    /// <exception cref="SafetensorsException">The weights cannot be read.</exception>
    public static QwenPolicy Load(string folder, ComputeType compute = ComputeType.Float32)
    {
        var hub = new HubFolder(folder);
        var config = QwenConfigJson.Read(hub.Read(HubFolder.Config), Path.Combine(folder, HubFolder.Config));
        var tokenizer = TokenizerFiles.Open(folder);
        using var weights = SafetensorsFolder.Open(folder);
        var parameters = QwenParameters.Load(config, (name, shape) =>
        {
            weights.Require(name, shape);
            return weights.ReadFloats(name);
        });
        return new QwenPolicy(config, parameters, tokenizer, File.ReadAllBytes(Path.Combine(folder, HubFolder.Tokenizer)), hub.ReadImageProcessor(), compute);
    }

    /// <summary>The renderer of a saved policy, without its weights.</summary>
    public static ITurnRenderer LoadRenderer(string folder) => new ChatRenderer(TokenizerFiles.Open(folder), new HubFolder(folder).ReadImageProcessor());

    /// <summary>Writes the folder, an adapter merged in; each file appears whole or not at all. Call where the tensors live.</summary>
    public void Save(string folder)
    {
        Directory.CreateDirectory(folder);
        var hub = new HubFolder(folder);
        SafetensorsWriter.Write(
            Path.Combine(folder, SafetensorsFolder.SingleName),
            Parameters.Layout.Select(entry => TensorData.Of(entry.Name, [.. entry.Shape], Weights.Merged(entry.Name))),
            ImmutableDictionary<string, string>.Empty.Add("format", "pt"));
        hub.Write(HubFolder.Config, QwenConfigJson.Write(Config));
        hub.Write(HubFolder.Preprocessor, Images.ToJson());
        AtomicFile.Write(Path.Combine(folder, HubFolder.Tokenizer), TokenizerJson);
    }

    /// <summary>A policy thread for this policy; the caller disposes it before the policy.</summary>
    /// <param name="images">Where pictures are.</param>
    /// <param name="maxTokens">Longest sequence.</param>
    public PolicyEngine Start(IImageStore images, int maxTokens) => new(
        () => new QwenChunkModel(Model, new ImageProcessor(Images), images), new EngineOptions(StopToken, maxTokens));

    /// <inheritdoc/>
    public void Dispose()
    {
        Model.Dispose();
        Weights.Dispose();
        Parameters.Dispose();
    }
}
