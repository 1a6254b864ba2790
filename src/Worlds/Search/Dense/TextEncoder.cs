using System.Numerics.Tensors;
using Agentic.Worlds.Search.Index;
using Microsoft.ML.OnnxRuntime;

namespace Agentic.Worlds.Search.Dense;

/// <summary>From texts to vectors of length 1 by a network of the user's, through ONNX Runtime on the processor. Thread-safe; owns the network.</summary>
/// <remarks>A run has one thread, so that the number of cores changes no bit; callers run several at once.</remarks>
internal sealed class TextEncoder : IDisposable
{
    private const string Ids = "input_ids";
    private const string Mask = "attention_mask";
    private const string Types = "token_type_ids";
    private static readonly string[] Known = [Ids, Mask, Types];
    private static readonly string[] Preferred = ["sentence_embedding", "last_hidden_state"];

    private readonly EncoderFolder _folder;
    private readonly WordPiece _words;
    private readonly InferenceSession _session;
    private readonly string[] _inputs;
    private readonly string _output;
    private readonly byte[] _digest;

    // A network must not go while it computes: the native session does not look.
    private readonly ReaderWriterLockSlim _use = new();
    private bool _isGone;

    private TextEncoder(EncoderFolder folder, WordPiece words, InferenceSession session)
    {
        (_folder, _words, _session, _digest) = (folder, words, session, folder.Digest());
        _inputs = [.. session.InputMetadata.Keys];
        _output = Preferred.FirstOrDefault(session.OutputMetadata.ContainsKey) ?? session.OutputMetadata.Keys.First();
        if (!_inputs.Contains(Ids) || _inputs.Except(Known).Any())
        {
            throw new SearchIndexException($"The network '{folder.Model}' takes {string.Join(", ", _inputs)}; expected {Ids}, and at most {Mask} and {Types} beside it.");
        }

        Dimension = Encode(["a"], isQuery: true).Length;
    }

    /// <summary>Numbers of a vector.</summary>
    public int Dimension { get; }

    /// <summary>Tells encoders apart whose vectors do not go together.</summary>
    public ReadOnlySpan<byte> Digest => _digest;

    /// <summary>Opens an encoder's folder.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="SearchIndexException">It is none, or cannot be run here.</exception>
    public static TextEncoder Open(string folder)
    {
        var read = EncoderFolder.Read(folder);
        var words = new WordPiece(read.Vocabulary, read.IsLowerCase, read.DropsAccents);
        InferenceSession? session = null;
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
            session = new InferenceSession(read.Model, options);
            return new TextEncoder(read, words, session);
        }
        catch (OnnxRuntimeException error)
        {
            throw new SearchIndexException($"The network '{read.Model}' cannot be loaded: {error.Message}", error);
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException or EntryPointNotFoundException)
        {
            throw new SearchIndexException($"ONNX Runtime cannot be loaded on this machine ({(error.InnerException ?? error).Message}); rank by bm25 alone.", error);
        }
        catch
        {
            session?.Dispose();
            throw;
        }
    }

    /// <summary>Encodes texts together.</summary>
    /// <param name="texts">One or more; each is read up to the encoder's limit.</param>
    /// <param name="isQuery">Whether they ask; else they are passages.</param>
    /// <returns>A vector of <see cref="Dimension"/> numbers and length 1 for each, one after another; all 0 where the network gives nothing else.</returns>
    /// <exception cref="SearchIndexException">The network cannot compute them, or gives no numbers.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public float[] Encode(IReadOnlyList<string> texts, bool isQuery)
    {
        var prompt = isQuery ? _folder.QueryPrompt : _folder.PassagePrompt;
        List<int>[] tokens = [.. texts.Select(text => _words.Encode(prompt + text, _folder.MaxTokens))];
        var longest = tokens.Max(ids => ids.Count);
        var (ids_BT, mask_BT) = (new long[tokens.Length * longest], new long[tokens.Length * longest]);
        Array.Fill(ids_BT, _words.Padding);
        for (var row = 0; row < tokens.Length; row++)
        {
            for (var at = 0; at < tokens[row].Count; at++)
            {
                (ids_BT[(row * longest) + at], mask_BT[(row * longest) + at]) = (tokens[row][at], 1);
            }
        }

        long[] shape = [tokens.Length, longest];
        _use.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_isGone, this);
            using var ids = OrtValue.CreateTensorValueFromMemory(ids_BT, shape);
            using var mask = OrtValue.CreateTensorValueFromMemory(mask_BT, shape);
            using var types = OrtValue.CreateTensorValueFromMemory(new long[ids_BT.Length], shape);
            using var options = new RunOptions();
            using var results = _session.Run(options, _inputs, [.. _inputs.Select(name => name == Ids ? ids : name == Mask ? mask : types)], [_output]);
            return Pool(results[0], mask_BT, tokens.Length, longest);
        }
        catch (OnnxRuntimeException error)
        {
            throw new SearchIndexException(
                $"The network '{_folder.Model}' cannot encode {tokens.Length} text(s) of {longest} tokens: {error.Message} Its batch and its length must be free, and its words those of vocab.txt.", error);
        }
        finally
        {
            _use.ExitReadLock();
        }
    }

    /// <summary>Closes the network, once it computes nothing.</summary>
    public void Dispose()
    {
        _use.EnterWriteLock();
        try
        {
            _isGone = true;
            _session.Dispose();
        }
        finally
        {
            _use.ExitWriteLock();
        }
    }

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

            var length = TensorPrimitives.Norm<float>(vector);
            if (!float.IsFinite(length))
            {
                throw new SearchIndexException($"The network '{_folder.Model}' gives values that are no finite numbers. Is it exported in half precision? Export it in float32.");
            }

            if (length > 0)
            {
                TensorPrimitives.Divide(vector, length, vector);
            }
        }

        return vectors;
    }
}
