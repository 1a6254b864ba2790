using System.Diagnostics;
using System.Globalization;
using Agentic.Agents;
using Agentic.VisionPolicy;

// What the engine costs beside the model: a model that only writes logits, requests in flight, time and bytes per token.
// Usage: EngineOverhead [requests] [tokens per answer]
var requests = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 256;
var length = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 256;
(string Name, int Vocabulary, SamplingOptions Options)[] cases =
[
    ("plain, 512", 512, new SamplingOptions()),
    ("top_k 20, top_p 0.8, 512", 512, new SamplingOptions(0.7, 20, 0.8)),
    ("plain, 151,936", 151_936, new SamplingOptions()),
    ("top_k 20, top_p 0.8, 151,936", 151_936, new SamplingOptions(0.7, 20, 0.8)),
];
foreach (var (name, vocabulary, options) in cases)
{
    var tokens = vocabulary > 10_000 ? Math.Max(4, length / 32) : length;
    var row = new float[vocabulary];
    var random = RandomKey.FromSeed(1).Stream();
    for (var id = 0; id < vocabulary; id++)
    {
        row[id] = (float)(3 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
    }

    var scratch = new float[2 * vocabulary];
    var draws = Math.Max(200, 20_000_000 / vocabulary / 4);
    var draw = Measure(() => TokenSampler.Draw(row, options, default, 0.37, scratch), draws);

    var model = new FlatModel(row);
    await using var engine = new PolicyEngine(() => model, new EngineOptions(vocabulary + 1, 65_536));
    await PlayAsync(engine, requests, 4, options);
    model.Spent = TimeSpan.Zero;
    var bytes = await engine.RunAsync(GC.GetAllocatedBytesForCurrentThread);
    var clock = Stopwatch.GetTimestamp();
    await PlayAsync(engine, requests, tokens, options);
    var outside = Stopwatch.GetElapsedTime(clock) - model.Spent;
    bytes = await engine.RunAsync(GC.GetAllocatedBytesForCurrentThread) - bytes;
    var count = (double)requests * tokens;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{name,-30} draw {draw:0.00} us   engine and draw {outside.TotalMicroseconds / count:0.00} us/token   {bytes / count:0} B/token   ({requests} requests x {tokens} tokens, {engine.Counters.Batches} passes)"));
}

static double Measure(Action draw, int count)
{
    for (var warm = 0; warm < 200; warm++)
    {
        draw();
    }

    var clock = Stopwatch.GetTimestamp();
    for (var index = 0; index < count; index++)
    {
        draw();
    }

    return Stopwatch.GetElapsedTime(clock).TotalMicroseconds / count;
}

static Task PlayAsync(PolicyEngine engine, int requests, int tokens, SamplingOptions options) =>
    Task.WhenAll(Enumerable.Range(0, requests).Select(index => engine.SampleAsync(
        [TokenSegment.Of(SegmentOrigin.Observation, [index % 500, tokens])], ContextWindow.Full, options, tokens, RandomKey.FromSeed((ulong)index), CancellationToken.None).AsTask()));

/// <summary>Writes the same logits for every row, and knows how long that took.</summary>
internal sealed class FlatModel(float[] row) : IChunkModel
{
    public TimeSpan Spent { get; set; }

    public int VocabularySize => row.Length;

    public void Extend(IReadOnlyList<ChunkRow> rows, IReadOnlyList<float[]> logits)
    {
        var clock = Stopwatch.GetTimestamp();
        for (var at = 0; at < rows.Count; at++)
        {
            row.CopyTo(logits[at], 0);
        }

        Spent += Stopwatch.GetElapsedTime(clock);
    }

    public void WeightsChanged()
    {
    }

    public long CacheBytes(int slots, int tokens) => slots * (long)tokens;

    public void ReleaseCache()
    {
    }

    public int PositionAfter(PromptChunk chunk, int position) => position + chunk.Ids.Length;
}
