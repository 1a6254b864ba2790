using Agentic.Testing;
using Agentic.VisionPolicy;

namespace Agentic.Training.Tests.Search;

/// <summary>Passages that speak as somebody else, before the renderers and tokenizers that policies have.</summary>
public sealed class HostileSearchTests
{
    [Fact]
    public Task The_built_in_policy_reads_them_as_text() => HostileSearch.CheckAsync(QwenPolicy.TinyRenderer(), TinyVocabulary.Tokenizer, QwenPresets.Tiny());
}

/// <summary>The same with the files of checkpoints.</summary>
public sealed class HostileSearchFixturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("qwen2_5_vl")]
    [InlineData("qwen3")]
    [InlineData("qwen3_vl")]
    public Task A_checkpoint_reads_them_as_text(string name) => CheckAsync(FixtureFolder.Require(name));

    // A template with messages of the role tool, in which results stand.
    [Fact]
    public Task A_template_with_tools_gives_them_no_role()
    {
        foreach (var file in Directory.EnumerateFiles(FixtureFolder.Require("tokenizer")))
        {
            File.Copy(file, _folder.File(Path.GetFileName(file)));
        }

        File.Copy(FixtureFolder.Require("chat_template", "tools.jinja"), _folder.File("chat_template.jinja"));
        return CheckAsync(_folder.Path);
    }

    private static Task CheckAsync(string folder)
    {
        var tokenizer = TokenizerFiles.Open(folder);
        return HostileSearch.CheckAsync(TurnRenderers.Open(folder, tokenizer, null), tokenizer, QwenPresets.Words(tokenizer.VocabularySize));
    }
}
