using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>The files beside the weights in a hub folder. Reads and writes whole texts; what they mean is for others to say.</summary>
/// <param name="path">The folder; made when the first file is written.</param>
public sealed class HubFolder(string path)
{
    /// <summary>The architecture.</summary>
    public const string Config = "config.json";

    /// <summary>Defaults of sampling.</summary>
    public const string GenerationConfig = "generation_config.json";

    /// <summary>The tokenizer in one file.</summary>
    public const string Tokenizer = "tokenizer.json";

    /// <summary>What wraps the tokenizer.</summary>
    public const string TokenizerConfig = "tokenizer_config.json";

    /// <summary>The image processor.</summary>
    public const string Preprocessor = "preprocessor_config.json";

    /// <summary>The video processor.</summary>
    public const string VideoPreprocessor = "video_preprocessor_config.json";

    /// <summary>Both processors in the layout of transformers 5.</summary>
    public const string Processor = "processor_config.json";

    /// <summary>The chat layout.</summary>
    public const string ChatTemplate = "chat_template.jinja";

    /// <summary>The folder.</summary>
    public string Path { get; } = path;

    /// <summary>Names of the files that hold no weights, in order.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public ImmutableArray<string> List() =>
        Directory.Exists(Path)
            ? [.. Directory.EnumerateFiles(Path).Select(file => System.IO.Path.GetFileName(file))
                .Where(name => !name.EndsWith(".safetensors", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
            : throw new DirectoryNotFoundException($"The folder {Path} does not exist; expected the folder of a downloaded or saved checkpoint.");

    /// <summary>Whether a file is there.</summary>
    public bool Has(string name) => File.Exists(Named(name));

    /// <summary>The text of a file.</summary>
    /// <exception cref="FileNotFoundException">The folder has no such file; the message names both, and what is there instead.</exception>
    public string Read(string name) =>
        Has(name)
            ? File.ReadAllText(Named(name))
            : throw new FileNotFoundException($"{Path} has no {name}; it holds {string.Join(", ", List().DefaultIfEmpty("nothing"))}. Fetch the whole checkpoint.", Named(name));

    /// <summary>Whether there are settings of an image processor: whether the policy sees.</summary>
    public bool HasImageProcessor => Has(Preprocessor) || Has(Processor);

    /// <summary>The image processor's settings, from whichever file holds them.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public ImageProcessorConfig ReadImageProcessor() => ProcessorFiles.Read(this).Images;

    /// <summary>Writes a file atomically.</summary>
    public void Write(string name, string text) => AtomicFile.Write(Named(name), System.Text.Encoding.UTF8.GetBytes(text));

    private string Named(string name) =>
        name == System.IO.Path.GetFileName(name) && name is not ("" or "." or "..")
            ? System.IO.Path.Combine(Path, name)
            : throw new ArgumentException($"'{name}' is not a plain file name; a hub folder has no folders of its own.", nameof(name));
}
