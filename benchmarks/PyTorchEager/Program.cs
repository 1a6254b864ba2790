using System.Diagnostics;
using System.Globalization;
using Agentic.Agents;
using Agentic.Training.Benchmarks;
using Agentic.Training.Learning;
using Agentic.VisionPolicy;

// A training step beside PyTorch in eager mode: the same decoder of 5 million parameters, 16 rows of 256 tokens, every token learnt,
// float32, AdamW, gradients clipped. Steps take turns, so that both meet the same machine; the ratio is of medians.
// Usage: dotnet run -c Release --project benchmarks/PyTorchEager [STEPS]; needs python3 with torch (Debian: python3-torch libopenblas0-pthread).
const int Rows = 16;
const int Tokens = 256;
var steps = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 20;
var config = new QwenConfig
{
    Family = QwenFamily.Qwen2,
    Text = new TextConfig
    {
        VocabularySize = 1024, HiddenSize = 256, IntermediateSize = 704, Layers = 6, Heads = 4, KeyValueHeads = 4, HeadSize = 64,
        HasQkvBias = true, HasQueryKeyNorm = false, RmsNormEpsilon = 1e-6, RopeTheta = 1_000_000, MaxPositions = 1024,
    },
    TieWordEmbeddings = true,
};

using var peer = Process.Start(new ProcessStartInfo("python3", Words(
    Path.Combine(AppContext.BaseDirectory, "decoder.py"), config.Text.VocabularySize, config.Text.HiddenSize, config.Text.IntermediateSize,
    config.Text.Layers, config.Text.Heads, config.Text.HeadSize, Rows, Tokens, Environment.ProcessorCount))
{
    RedirectStandardInput = true,
    RedirectStandardOutput = true,
})!;
Console.WriteLine($"PyTorch, parameters: {peer.StandardOutput.ReadLine() ?? throw new InvalidOperationException("python3 has no torch: install python3-torch and libopenblas0-pthread.")}");

await using var bench = new PolicyBench(config, ImageProcessorConfig.Tiny, ComputeType.Float32, config.Text.MaxPositions, TimeProvider.System, ComputeDevice.Cpu);
var rows = bench.Rows.Answers(Rows, 1, Tokens);
var one = new BenchRepeats(0, Least: 1, WarmUps: 0);
var (ours, theirs) = (new List<double>(), new List<double>());
await bench.TrainAsync(rows, new BenchRepeats(0, Least: 3), CancellationToken.None);
Peer();
Peer();
for (var step = 0; step < steps; step++)
{
    theirs.Add(Peer());
    ours.Add(await bench.TrainAsync(rows, one, CancellationToken.None));
}

var (fast, slow) = (Median(ours), Median(theirs));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
    $"agentic {Rows * Tokens / fast:N0} tokens/s, PyTorch eager {Rows * Tokens / slow:N0} tokens/s, ratio {slow / fast:0.00} (medians of {steps} paired steps)"));
peer.StandardInput.Close();
peer.WaitForExit();

double Peer()
{
    peer.StandardInput.WriteLine();
    peer.StandardInput.Flush();
    return double.Parse(peer.StandardOutput.ReadLine()!.Split(' ')[0], CultureInfo.InvariantCulture);
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

static string[] Words(params object[] values) => [.. values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)!)];
