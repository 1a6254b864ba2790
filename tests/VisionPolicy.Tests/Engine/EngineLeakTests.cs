using System.Diagnostics;
using Agentic.Agents;
using Agentic.Testing;
using TorchSharp;

namespace Agentic.VisionPolicy.Tests.Engine;

/// <summary>The size of the process says something only while nothing else runs in it.</summary>
[CollectionDefinition("alone", DisableParallelization = true)]
public sealed class Alone;

[Collection("alone")]
public sealed class EngineLeakTests
{
    [Fact]
    public async Task Two_thousand_answers_and_withdrawals_leave_no_tensor_and_no_memory_behind()
    {
        using var policy = QwenPolicy.Tiny(RandomKey.FromSeed(1));
        await using var engine = new PolicyEngine(
            () => new QwenChunkModel(policy.Model, new ImageProcessor(policy.Images), new PlainImageStore()), new EngineOptions(policy.StopToken, 256, MaxSequences: 256));
        await CyclesAsync(engine, 0, 400);
        var (tensors, size) = await MeasureAsync(engine);

        // The runtime takes memory in steps when it likes; what leaks is missing after every stretch.
        var least = long.MaxValue;
        for (var stretch = 0; stretch < 4; stretch++)
        {
            await CyclesAsync(engine, 400 * (stretch + 1), 400);
            var (tensorsAfter, sizeAfter) = await MeasureAsync(engine);
            Assert.Equal(tensors, tensorsAfter);
            (least, size) = (Math.Min(least, sizeAfter - size), sizeAfter);
        }

        Assert.InRange(least, long.MinValue, 6 << 20);
    }

    private static async Task CyclesAsync(PolicyEngine engine, int from, int count)
    {
        for (var start = from; start < from + count; start += 8)
        {
            await Task.WhenAll(Enumerable.Range(start, 8).Select(async cycle =>
            {
                using var withdrawal = new CancellationTokenSource();
                var answer = engine.SampleAsync(
                    [TokenSegment.Of(SegmentOrigin.Observation, [65 + (cycle % 26), 65 + (cycle / 26 % 26), 65 + (cycle / 676)])], ContextWindow.Full, new SamplingOptions(), 4,
                    RandomKey.FromSeed((ulong)cycle), withdrawal.Token).AsTask();
                if (cycle % 2 == 0)
                {
                    await withdrawal.CancelAsync();
                }

                // Withdrawn in time or answered before: both leave nothing behind.
                await Task.WhenAny(answer);
            }));
        }
    }

    private static async Task<(long Tensors, long Bytes)> MeasureAsync(PolicyEngine engine)
    {
        var tensors = await engine.RunAsync(() => DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        _ = GC.GetTotalMemory(forceFullCollection: true); // garbage is no leak
        using var process = Process.GetCurrentProcess();
        return (tensors, process.WorkingSet64);
    }
}
