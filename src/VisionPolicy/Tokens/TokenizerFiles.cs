using System.Text.Encodings.Web;
using System.Text.Json;

namespace Agentic.VisionPolicy;

/// <summary>Reads and writes tokenizers in the layouts of the hub: <c>tokenizer.json</c>, or <c>vocab.json</c> with <c>merges.txt</c>.</summary>
public static class TokenizerFiles
{
    private const long LargestFile = 256L << 20;

    /// <summary>The tokenizer of a hub folder. Added tokens that only <c>tokenizer_config.json</c> names are added to those of <c>tokenizer.json</c>.</summary>
    /// <exception cref="TokenizerException">No tokenizer files, malformed ones, or ones of another kind than byte-level BPE with the Qwen pattern; the message names file and field.</exception>
    public static BpeTokenizer Open(string folder)
    {
        bool Has(string name) => File.Exists(Path.Combine(folder, name));
        T Reading<T>(string name, Func<byte[], T> read) => Named(Path.Combine(folder, name), () => read(Bytes(Path.Combine(folder, name))));

        if (Has(HubFolder.Tokenizer))
        {
            var definition = Reading(HubFolder.Tokenizer, bytes => ReadTokenizerJson(bytes));
            if (Has(HubFolder.TokenizerConfig))
            {
                var more = Reading(HubFolder.TokenizerConfig, bytes => TokenizerConfigReader.Decoder(bytes));
                definition = definition with { Added = [.. definition.Added, .. more.Where(token => definition.Added.All(known => known.Text != token.Text))] };
            }

            return Named(Path.Combine(folder, HubFolder.Tokenizer), () => new BpeTokenizer(definition));
        }

        foreach (var name in new[] { "vocab.json", "merges.txt", HubFolder.TokenizerConfig })
        {
            if (!Has(name))
            {
                throw new TokenizerException($"{folder} holds neither tokenizer.json nor {name}. Expected tokenizer.json, or vocab.json, merges.txt and tokenizer_config.json.");
            }
        }

        var vocabulary = Reading("vocab.json", TokenizerReader.Vocabulary);
        var merges = Reading("merges.txt", TokenizerReader.MergeLines);
        var added = Reading(HubFolder.TokenizerConfig, bytes => TokenizerConfigReader.Added(bytes, vocabulary));
        return Named(Path.Combine(folder, "vocab.json and merges.txt"), () => new BpeTokenizer(new BpeDefinition(vocabulary, merges, added, ComposesText: true)));
    }

    /// <summary>Reads <c>tokenizer.json</c>.</summary>
    /// <exception cref="TokenizerException">It is malformed or of another kind; the message names the field.</exception>
    public static BpeDefinition ReadTokenizerJson(ReadOnlyMemory<byte> bytes) => Named(null, () => TokenizerReader.Definition(bytes));

    /// <summary>Writes <c>tokenizer.json</c> as the tokenizers library reads it.</summary>
    public static byte[] WriteTokenizerJson(BpeDefinition definition)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            TokenizerJson.Write(json, definition);
        }

        return buffer.ToArray();
    }

    private static byte[] Bytes(string path)
    {
        var length = new FileInfo(path).Length;
        return length <= LargestFile
            ? File.ReadAllBytes(path)
            : throw new TokenizerException($"the file has {length} bytes; expected at most {LargestFile}.");
    }

    private static T Named<T>(string? path, Func<T> read)
    {
        var place = path is null ? "" : path + ": ";
        try
        {
            return read();
        }
        catch (TokenizerException fault) when (path is not null)
        {
            throw new TokenizerException(place + fault.Message, fault);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new TokenizerException($"{place}malformed ({fault.Message}). Fetch the file again.", fault);
        }
    }
}
