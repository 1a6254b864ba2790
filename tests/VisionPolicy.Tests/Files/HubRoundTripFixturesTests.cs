using System.Text.Json.Nodes;
using Agentic.Testing;
using Agentic.VisionPolicy.Tests.Qwen;
using Agentic.VisionPolicy.Verification;

namespace Agentic.VisionPolicy.Tests.Files;

/// <summary>A hub folder that is loaded and saved is the same folder.</summary>
public sealed class HubRoundTripFixturesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agentic").FullName;

    public static IEnumerable<TheoryDataRow<string>> Folders() => HubFixtures.FolderRows();

    [Theory]
    [MemberData(nameof(Folders))]
    public void A_saved_folder_has_the_files_names_types_shards_and_bits_of_the_loaded_one(string name)
    {
        var original = FixtureFolder.Require(name);
        using (var policy = QwenPolicy.Load(original))
        {
            policy.Save(_folder);
        }

        string[] files = [.. Directory.EnumerateFiles(original).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];
        Assert.Equal(files, Directory.EnumerateFiles(_folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
        foreach (var file in files.Where(file => !file.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(original, file)), File.ReadAllBytes(Path.Combine(_folder, file)));
        }

        foreach (var file in files.Where(file => file.EndsWith(".safetensors", StringComparison.Ordinal)))
        {
            using var before = SafetensorsFile.Open(Path.Combine(original, file));
            using var after = SafetensorsFile.Open(Path.Combine(_folder, file));
            Assert.Equal(before.Metadata, after.Metadata);
            Assert.Equal(
                before.Tensors.Values.Select(entry => (entry.Name, $"{entry}")).Order(), after.Tensors.Values.Select(entry => (entry.Name, $"{entry}")).Order());
            foreach (var entry in before.Tensors.Values)
            {
                var (expected, actual) = (new byte[entry.ByteLength], new byte[entry.ByteLength]);
                before.Read(entry.Name, expected);
                after.Read(entry.Name, actual);
                Assert.True(expected.AsSpan().SequenceEqual(actual), $"{name}/{file}: {entry.Name} has other bits.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Weights_that_go_on_learning_are_saved_without_rounding(string name)
    {
        const float Fine = 1.0001f; // no bfloat16 or float16
        using var policy = QwenPolicy.Load(FixtureFolder.Require(name));
        var norm = policy.Parameters.Names.LastNorm;
        policy.Parameters.Set(norm, Enumerable.Repeat(Fine, policy.Config.Text.HiddenSize).ToArray());
        policy.Save(_folder, exact: true);
        using var again = QwenPolicy.Load(_folder);
        foreach (var (parameter, _) in policy.Parameters.Layout)
        {
            Assert.Equal(policy.Parameters.Get(parameter), again.Parameters.Get(parameter));
        }

        var config = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, HubFolder.Config)))!.AsObject();
        Assert.Equal("float32", (string?)(config["dtype"] ?? config["torch_dtype"]));
        if (File.Exists(Path.Combine(_folder, SafetensorsFolder.IndexName)))
        {
            using var weights = SafetensorsFolder.Open(_folder);
            var index = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, SafetensorsFolder.IndexName)))!;
            Assert.Equal(weights.Tensors.Values.Sum(entry => entry.ByteLength), (long)index["metadata"]!["total_size"]!);
        }
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void The_older_flat_configuration_is_the_same_model(string name)
    {
        FixtureFolder.Require(name);
        var flat = FixtureFolder.Path(name, "flat_config", HubFolder.Config);
        Assert.SkipUnless(File.Exists(flat), $"{name} has no flat_config.");
        Assert.Equal(
            QwenConfigJson.Write(QwenConfigJson.Read(File.ReadAllText(FixtureFolder.Require(name, HubFolder.Config)))),
            QwenConfigJson.Write(QwenConfigJson.Read(File.ReadAllText(flat))));
    }

    [Fact]
    public void Another_spelling_a_stored_tied_head_and_an_unknown_tensor_survive()
    {
        // The folder of a tied model, respelled, with its head written out and a buffer that no parameter knows.
        var original = HubFixtures.Folders.FirstOrDefault(name => File.Exists(FixtureFolder.Path(name, HubFolder.Config))
            && QwenConfigJson.Read(File.ReadAllText(FixtureFolder.Path(name, HubFolder.Config))) is { TieWordEmbeddings: true });
        Assert.SkipUnless(original is not null, "No fixture folder has tied embeddings.");
        var source = Path.Combine(_folder, "source");
        Directory.CreateDirectory(source);
        foreach (var file in new HubFolder(FixtureFolder.Path(original)).List().Where(file => file != SafetensorsFolder.IndexName))
        {
            File.Copy(FixtureFolder.Path(original, file), Path.Combine(source, file));
        }

        var summary = HubSummary.Read(FixtureFolder.Path(original));
        using (var weights = SafetensorsFolder.Open(FixtureFolder.Path(original)))
        {
            var tensors = weights.Tensors.Keys.Select(name => (To: Respelled(name), From: name)).Append((To: "lm_head.weight", From: summary.Names.Embedding))
                .DistinctBy(pair => pair.To).Select(pair => TensorData.Of(pair.To, weights.Require(pair.From).Shape, weights.ReadFloats(pair.From)));
            SafetensorsWriter.Write(
                Path.Combine(source, SafetensorsFolder.SingleName), tensors.Append(TensorData.Of("rotary.inv_freq", [2], [1, 0.5f])), new Dictionary<string, string> { ["format"] = "pt" });
        }

        var target = Path.Combine(_folder, "target");
        using (var policy = QwenPolicy.Load(source))
        {
            Assert.Equal("some.decoder.norm.weight", policy.Parameters.Names.LastNorm);
            policy.Save(target);
        }

        Assert.Equal(File.ReadAllBytes(Path.Combine(source, SafetensorsFolder.SingleName)), File.ReadAllBytes(Path.Combine(target, SafetensorsFolder.SingleName)));
        Assert.Equal(["rotary.inv_freq"], HubSummary.Read(target).Unknown);

        string Respelled(string name) => name == summary.Names.Head ? "lm_head.weight"
            : summary.Config.Vision is not null && summary.Names.IsVision(name) ? "some.eyes." + name[summary.Names.VisionPrefix.Length..]
            : "some.decoder." + name[summary.Names.TextPrefix.Length..];
    }

    [Fact]
    public void A_weight_that_is_off_fails_the_verification()
    {
        var name = HubFixtures.Folders.FirstOrDefault(name => File.Exists(FixtureFolder.Path(name, "cases", "cases.safetensors")));
        Assert.SkipUnless(name is not null, "No fixture folder holds cases.");
        using (var policy = QwenPolicy.Load(FixtureFolder.Path(name)))
        {
            var norm = policy.Parameters.Names.LastNorm;
            policy.Parameters.Set(norm, [.. policy.Parameters.Get(norm).Select(value => value * 1.01f)]);
            policy.Save(_folder, exact: true);
        }

        Directory.CreateDirectory(Path.Combine(_folder, "cases"));
        foreach (var file in new[] { "cases.json", "cases.safetensors" })
        {
            File.Copy(FixtureFolder.Path(name, "cases", file), Path.Combine(_folder, "cases", file));
        }

        using var verifier = new CaseVerifier(_folder);
        var result = verifier.Verify(verifier.Cases.Names.First());
        Assert.True(result.Failed);
        Assert.StartsWith("FAILED", $"{result}");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
