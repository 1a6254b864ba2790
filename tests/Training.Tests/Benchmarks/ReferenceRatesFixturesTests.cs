using System.Text.Json.Nodes;
using Agentic.Testing;
using Agentic.Training.Benchmarks;

namespace Agentic.Training.Tests.Benchmarks;

public sealed class ReferenceRatesFixturesTests
{
    [Fact]
    public void Every_rate_of_the_file_is_read()
    {
        var folder = FixtureFolder.Require("bench");
        var rates = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "rates.json")))!["rates"]!.AsObject();
        var read = ReferenceRates.Read(folder);
        Assert.Equal(rates.Count(rate => rate.Key.StartsWith("generate ", StringComparison.Ordinal)), read.Generate.Count);
        Assert.Equal(rates.Count(rate => rate.Key.StartsWith("training ", StringComparison.Ordinal)), read.Train.Count);
        Assert.All(read.Generate, rate => Assert.Equal(rate.Value, (double)rates[$"generate {rate.Key} rows, new tokens/s (prefill included)"]!));
        Assert.Equal((double)rates["matmul 2048 fp32 GFLOP/s"]! * 1e9, read.MatmulFlops);
        Assert.True(read.PromptText > 0 && read.TrainText > 0 && read.PictureSide > 0);
    }

    [Theory]
    [InlineData("matmul 2048 fp32 GFLOP/s", "matmul 2048 fp32 GFLOP/s")]
    [InlineData("generate", "expected numbers above 0 under keys like")]
    public void A_rate_that_is_missing_is_named(string start, string message)
    {
        using var folder = new TemporaryFolder();
        var source = FixtureFolder.Require("bench");
        File.Copy(Path.Combine(source, "config.json"), Path.Combine(folder.Path, "config.json"));
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(source, "rates.json")))!;
        var rates = file["rates"]!.AsObject();
        foreach (var key in rates.Select(rate => rate.Key).Where(key => key.StartsWith(start, StringComparison.Ordinal)).ToArray())
        {
            rates.Remove(key);
        }

        File.WriteAllText(Path.Combine(folder.Path, "rates.json"), file.ToJsonString());
        var fault = Assert.Throws<InvalidDataException>(() => ReferenceRates.Read(folder.Path));
        Assert.Contains("rates.json", fault.Message);
        Assert.Contains(message, fault.Message);
    }
}
