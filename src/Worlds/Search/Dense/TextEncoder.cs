using System.Numerics.Tensors;
using Agentic.Worlds.Search.Index;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Tokenizers;

namespace Agentic.Worlds.Search.Dense;

/// <summary>From texts to vectors of length 1 by a network of the user's, through ONNX Runtime on the processor. Thread-safe; owns the network.</summary>
/// <remarks>A run has one thread, so that the same text gives the same bits on every machine of its kind; callers run several at once.</remarks>
internal sealed class TextEncoder : IDisposable
{
    private const string Ids = "input_ids";
    private const string Mask = "attention_mask";
    private const string Types = "token_type_ids";
    private static readonly string[] Known = [Ids, Mask, Types];
    private static readonly string[] Preferred = ["sentence_embedding", "last_hidden_state"];

    private readonly EncoderFolder _folder;
    private readonly BertTokenizer _tokenizer;
    private readonly InferenceSession _session;
    private readonly string[] _inputs;
    private readonly string _output;
    private readonly Lazy<byte[]> _digest;

    private TextEncoder(EncoderFolder folder, BertTokenizer tokenizer, InferenceSession session)
    {
        (_folder, _tokenizer, _session) = (folder, tokenizer, session);
        _digest = new Lazy<byte[]>(folder.Digest);
        _inputs = [.. session.InputMetadata.Keys];
        _output = Preferred.FirstOrDefault(session.OutputMetadata.ContainsKey) ?? session.OutputMetadata.Keys.First();
        if (!_inputs.Contains(Ids) || _inputs.Except(Known).Any())
        {
            throw new SearchIndexException($"The network '{folder.Model}' takes {string.Join(", ", _inputs)}; expected {Ids}, and at most {Mask} and {Types} beside it.");
        }

        Dimension = Encode([""], isQuery: true).Length;
    }

    /// <summary>Numbers of a vector.</summary>
    public int Dimension { get; }

    /// <summary>Tells encoders apart whose vectors do not go together.</summary>
    public ReadOnlySpan<byte> Digest => _digest.Value;

    /// <summary>Opens an encoder's folder.</summary>
    /// <exception cref="SearchIndexException">It is none, or cannot be run here.</exception>
    public static TextEncoder Open(string folder)
    {
        var read = EncoderFolder.Read(folder);
        InferenceSession? session = null;
        try
        {
            var tokenizer = BertTokenizer.Create(read.Vocabulary, new BertOptions { LowerCaseBeforeTokenization = read.IsLowerCase });
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            session = new InferenceSession(read.Model, options);
            return new TextEncoder(read, tokenizer, session);
        }
        catch (Exception error) when (error is OnnxRuntimeException or ArgumentException or InvalidOperationException)
        {
            session?.Dispose();
            throw new SearchIndexException($"The encoder '{folder}' cannot be run: {error.Message}", error);
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            throw new SearchIndexException($"ONNX Runtime cannot be loaded on this machine ({(error.InnerException ?? error).Message}); rank by bm25 alone.", error);
        }
        catch (SearchIndexException)
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>Encodes texts together.</summary>
    /// <param name="texts">One or more; each is read up to the encoder's limit.</param>
    /// <param name="isQuery">Whether they ask; else they are passages.</param>
    /// <returns>A vector of <see cref="Dimension"/> numbers and length 1 for each, one after another; all 0 where the network gives nothing else.</returns>
    public float[] Encode(IReadOnlyList<string> texts, bool isQuery)
    {
        var prompt = isQuery ? _folder.QueryPrompt : _folder.PassagePrompt;
        IReadOnlyList<int>[] tokens = [.. texts.Select(text => _tokenizer.EncodeToIds(prompt + OneLine(text), _folder.MaxTokens, addSpecialTokens: true, out _, out _))];
        var longest = tokens.Max(ids => ids.Count);
        var (ids_BT, mask_BT) = (new long[tokens.Length * longest], new long[tokens.Length * longest]);
        for (var row = 0; row < tokens.Length; row++)
        {
            var place = row * longest;
            for (var at = 0; at < longest; at++)
            {
                (ids_BT[place + at], mask_BT[place + at]) = at < tokens[row].Count ? (tokens[row][at], 1) : (_tokenizer.PaddingTokenId, 0);
            }
        }

        long[] shape = [tokens.Length, longest];
        using var ids = OrtValue.CreateTensorValueFromMemory(ids_BT, shape);
        using var mask = OrtValue.CreateTensorValueFromMemory(mask_BT, shape);
        using var types = OrtValue.CreateTensorValueFromMemory(new long[ids_BT.Length], shape);
        using var options = new RunOptions();
        using var results = _session.Run(options, _inputs, [.. _inputs.Select(name => name == Ids ? ids : name == Mask ? mask : types)], [_output]);
        return Pool(results[0], mask_BT, tokens.Length, longest);
    }

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    // The tokenizer drops line ends and tabs, and would make one word of two.
    private static string OneLine(string text) => text.ReplaceLineEndings(" ").Replace('\t', ' ');

    private float[] Pool(OrtValue output, long[] mask_BT, int rows, int longest)
    {
        var shape = output.GetTensorTypeAndShape().Shape;
        var values = output.GetTensorDataAsSpan<float>();
        var isPooled = shape.Length == 2;
        if (shape[0] != rows || !(isPooled || (shape.Length == 3 && shape[1] == longest)))
        {
            throw new SearchIndexException($"The network '{_folder.Model}' gives {_output} of shape [{string.Join(", ", shape)}]; expected [{rows}, H] or [{rows}, {longest}, H].");
        }

        var size = (int)shape[^1];
        var vectors = new float[rows * size];
        for (var row = 0; row < rows; row++)
        {
            var vector = vectors.AsSpan(row * size, size);
            if (isPooled || _folder.TakesFirst)
            {
                values.Slice(row * (isPooled ? 1 : longest) * size, size).CopyTo(vector);
            }
            else
            {
                // The length is made 1 below, so that a sum does for the mean.
                for (var at = 0; at < longest; at++)
                {
                    if (mask_BT[(row * longest) + at] != 0)
                    {
                        TensorPrimitives.Add(vector, values.Slice(((row * longest) + at) * size, size), vector);
                    }
                }
            }

            if (TensorPrimitives.Norm(vector) is > 0 and var length)
            {
                TensorPrimitives.Divide(vector, length, vector);
            }
        }

        return vectors;
    }
}
