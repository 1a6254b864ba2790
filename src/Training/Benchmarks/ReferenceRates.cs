using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Agentic.VisionPolicy;

namespace Agentic.Training.Benchmarks;

/// <summary>Rates of another implementation on a machine of its own: a folder with the model's <c>config.json</c> and <c>rates.json</c>.</summary>
/// <param name="Config">The model's shape.</param>
/// <param name="MatmulFlops">float32 operations a second of that machine.</param>
/// <param name="Generate">New tokens a second by rows, prefill included.</param>
/// <param name="Train">Tokens a second of a training step by rows.</param>
/// <param name="PromptText">Text tokens of a prompt.</param>
/// <param name="TrainText">Text tokens of a training row.</param>
/// <param name="PictureSide">Pixels along the side of the picture in each.</param>
public sealed partial record ReferenceRates(
    QwenConfig Config, double MatmulFlops, IReadOnlyDictionary<int, double> Generate, IReadOnlyDictionary<int, double> Train,
    int PromptText, int TrainText, int PictureSide)
{
    /// <summary>The tokens that each answer had; the files do not say.</summary>
    public const int NewTokens = 32;

    private const string File = "rates.json";
    private const string MatmulKey = "matmul 2048 fp32 GFLOP/s";

    /// <summary>Reads the folder.</summary>
    /// <exception cref="FileNotFoundException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should; the message says which field, what was expected and what came.</exception>
    public static ReferenceRates Read(string folder)
    {
        var hub = new HubFolder(folder);
        var config = QwenConfigJson.Read(hub.Read(HubFolder.Config), Path.Combine(folder, HubFolder.Config));
        var where = Path.Combine(folder, File);
        try
        {
            using var document = JsonDocument.Parse(hub.Read(File));
            var rates = Member(document.RootElement, "rates", where).EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetDouble(), StringComparer.Ordinal);
            var batch = Member(Member(document.RootElement, "meta", where), "batch", where).GetString() ?? "";
            var sizes = Sizes().Match(batch);
            if (!sizes.Success)
            {
                throw Wrong(where, "meta.batch", "'N text tokens (M in training) + one SxS picture …'", $"'{batch}'");
            }

            return new ReferenceRates(
                config, rates.TryGetValue(MatmulKey, out var flops) && flops > 0 ? flops * 1e9 : throw Wrong(where, $"rates.\"{MatmulKey}\"", "a number above 0", $"{flops}"),
                ByRows(rates, GenerateKey(), where), ByRows(rates, TrainKey(), where), Number(sizes.Groups[1]), Number(sizes.Groups[2]), Number(sizes.Groups[3]));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{where}: expected JSON with numbers under rates, but {fault.Message}", fault);
        }
    }

    private static Dictionary<int, double> ByRows(Dictionary<string, double> rates, Regex key, string where)
    {
        var byRows = rates.Select(rate => (Match: key.Match(rate.Key), rate.Value)).Where(rate => rate.Match.Success)
            .ToDictionary(rate => Number(rate.Match.Groups[1]), rate => rate.Value);
        return byRows.Count > 0 && byRows.Values.All(rate => rate > 0)
            ? byRows
            : throw Wrong(where, "rates", $"numbers above 0 under keys like {key}", $"{byRows.Count} of them");
    }

    private static JsonElement Member(JsonElement owner, string name, string where) => owner.TryGetProperty(name, out var member)
        ? member
        : throw Wrong(where, name, "an entry", "none");

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    private static InvalidDataException Wrong(string where, string field, string expected, string actual) =>
        new($"{where}: {field}: expected {expected}, but found {actual}.");

    [GeneratedRegex(@"^generate (\d{1,6}) rows, new tokens/s \(prefill included\)$")]
    private static partial Regex GenerateKey();

    [GeneratedRegex(@"^training step (\d{1,6}) x \d+, tokens/s$")]
    private static partial Regex TrainKey();

    [GeneratedRegex(@"^(\d{1,6}) text tokens \((\d{1,6}) in training\) \+ one (\d{1,5})x\3 picture")]
    private static partial Regex Sizes();
}
