using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Testing;

namespace Agentic.VisionPolicy.Tests.Sampling;

/// <summary>Scores before and after transformers' logits processors. What a folder does not hold skips the test by name.</summary>
internal sealed class SamplingCases : IDisposable
{
    private const string Folder = "sampling";
    private readonly SafetensorsFile _tensors = SafetensorsFile.Open(FixtureFolder.Require(Folder, "cases.safetensors"));
    private readonly JsonDocument _json = JsonDocument.Parse(File.ReadAllText(FixtureFolder.Require(Folder, "cases.json")));

    public static IEnumerable<TheoryDataRow<string>> Names()
    {
        var path = FixtureFolder.Path(Folder, "cases.json");
        if (!File.Exists(path))
        {
            return [new TheoryDataRow<string>(Folder)];
        }

        using var json = JsonDocument.Parse(File.ReadAllText(path));
        return [.. json.RootElement.GetProperty("cases").EnumerateObject().Select(entry => entry.Name)
            .Where(name => name != "inputs" && !name.StartsWith("inputs/", StringComparison.Ordinal)).Select(name => new TheoryDataRow<string>(name))];
    }

    public ImmutableArray<int> Ends => Ids(Case("inputs").GetProperty("eos"));

    public int Rows => (int)_tensors.Require("inputs/input_ids").Shape[0];

    /// <summary>The tokens before the draw, and how many of them are padding on the left.</summary>
    public (int[] Ids, int Padding) Before(int row)
    {
        var ids = Row(Longs("inputs/input_ids"), row);
        var mask = Row(Longs("inputs/attention_mask"), row);
        return ([.. ids.Select(id => (int)id)], mask.TakeWhile(value => value == 0).Count());
    }

    public JsonElement Case(string name)
    {
        var found = _json.RootElement.GetProperty("cases").TryGetProperty(name, out var settings);
        Assert.SkipUnless(found, $"The case {name} is missing in cases.json.");
        return settings;
    }

    public float[] Floats(string name, string tensor, int row) => Row(_tensors.ReadFloats(Resolve(name, tensor)), row);

    public long Whole(string name, string tensor, int row) => Row(Longs(Resolve(name, tensor)), row)[0];

    /// <summary>The options of a case. Padding is no text here: where the reference leaves it out, its lengths shrink by it.</summary>
    public static SamplingOptions Options(JsonElement settings)
    {
        var options = new SamplingOptions();
        foreach (var setting in settings.EnumerateObject())
        {
            var value = setting.Value;
            options = setting.Name switch
            {
                "temperature" => options with { Temperature = value.GetDouble() },
                "top_k" => options with { TopK = value.GetInt32() },
                "top_p" => options with { TopP = value.GetDouble() },
                "min_p" => options with { MinP = value.GetDouble() },
                "repetition_penalty" => options with { RepetitionPenalty = value.GetDouble() },
                "min_new_tokens" => options with { MinNewTokens = value.GetInt32() },
                "min_length" => options with { MinLength = value.GetInt32() },
                "suppress_tokens" => options with { Suppressed = Ids(value) },
                "bad_words_ids" => options with { BadWords = [.. value.EnumerateArray().Select(Ids)] },
                "sequence_bias" => options with { Biases = [.. value.EnumerateArray().Select(pair => new SequenceBias(Ids(pair[0]), pair[1].GetDouble()))] },
                _ => throw new InvalidDataException($"The sampling fixtures use the setting '{setting.Name}', which has no counterpart."),
            };
        }

        return options;
    }

    public void Dispose()
    {
        _tensors.Dispose();
        _json.Dispose();
    }

    private long[] Longs(string name) => _tensors.ReadArray<long>(name, SafetensorsDtype.I64);

    private T[] Row<T>(T[] all, int row) => all[(row * all.Length / Rows)..((row + 1) * all.Length / Rows)];

    private string Resolve(string name, string tensor) =>
        Case(name) is { ValueKind: JsonValueKind.Object } settings && settings.TryGetProperty("same_as", out var same) && same.TryGetProperty(tensor, out var other)
            ? other.GetString()! : $"{name}/{tensor}";

    private static ImmutableArray<int> Ids(JsonElement list) => [.. list.EnumerateArray().Select(id => id.GetInt32())];
}
