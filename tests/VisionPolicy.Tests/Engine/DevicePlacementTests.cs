using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Engine;

/// <summary>A policy on the device of shapes: an operator over it and the processor fails, so that what runs has all its tensors there.</summary>
public sealed class DevicePlacementTests : IDisposable
{
    private readonly PlainImageStore _images = new();
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(ComputeType.Float32)]
    [InlineData(ComputeType.BFloat16)]
    public async Task A_policy_reads_pictures_and_answers_where_it_lives(ComputeType compute)
    {
        using var policy = QwenPolicy.Tiny(RandomKey.FromSeed(1), compute, ComputeDevice.Shapes);
        await using var engine = policy.Start(_images, 256, cacheMiB: 16);
        var prompt = Prompt(policy);
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(row =>
            engine.SampleAsync(row < 3 ? prompt : prompt[..1], ContextWindow.Full, new SamplingOptions(), 4, RandomKey.FromSeed((ulong)row), CancellationToken.None).AsTask()));
        Assert.All(answers, answer => Assert.True(answer.Ids.Length is >= 1 and <= 4));
        // No number ever comes home from there but 0: every token is as likely as every other.
        Assert.All(answers.SelectMany(answer => answer.Sampling!.LogProbs), logProb => Assert.Equal(-Math.Log(policy.Config.Text.VocabularySize), logProb, 1e-4));
        Assert.True(engine.Counters.Computed > prompt.Sum(segment => segment.Ids.Length));
    }

    [Fact]
    public void Weights_constants_adapter_and_cache_are_made_where_the_policy_lives()
    {
        using var policy = QwenPolicy.Tiny(RandomKey.FromSeed(1), device: ComputeDevice.Shapes);
        policy.Weights.Adapt(LoraAdapter.Create(policy.Parameters.Layout, new LoraSettings { Rank = 2 }, RandomKey.FromSeed(2), null, policy.Device));
        Assert.Same(ComputeDevice.Shapes, policy.Device);
        Assert.All(policy.Parameters.All.Concat(policy.Weights.Adapter!.Parameters), entry => Assert.True(IsThere(entry.Parameter), entry.Name));
        Assert.All([policy.Model.Unsaid, policy.Model.None, policy.Model.Rotary.Axis, policy.Model.Rotary.Frequencies], tensor => Assert.True(IsThere(tensor)));
        using var cache = new KvCache(policy.Config.Text, ScalarType.BFloat16, policy.Device);
        cache.Reserve(2, 8);
        cache.Reserve(40, 200);
        Assert.Equal(policy.Config.Text.Layers, cache.Layers.Length);
        Assert.All(cache.Layers, layer => Assert.True(IsThere(layer)));
        Assert.Equal(cache.Layers.Sum(layer => layer.numel() * layer.ElementSize), cache.Bytes(40, 200));
    }

    [Fact]
    public void A_folder_is_read_to_a_device_and_written_from_it()
    {
        using (var made = QwenPolicy.Tiny(RandomKey.FromSeed(1)))
        {
            made.Weights.Adapt(LoraAdapter.Create(made.Parameters.Layout, new LoraSettings { Rank = 2 }, RandomKey.FromSeed(2), null));
            made.Save(Path.Combine(_folder.Path, "base"));
            PeftFolder.Write(Path.Combine(_folder.Path, "adapter"), made.Weights.Adapter!);
        }

        using var policy = QwenPolicy.Load(Path.Combine(_folder.Path, "base"), device: ComputeDevice.Shapes);
        policy.Weights.Adapt(PeftFolder.Read(Path.Combine(_folder.Path, "adapter"), policy.Parameters.Layout, policy.Device));
        Assert.All(policy.Parameters.All.Concat(policy.Weights.Adapter!.Parameters), entry => Assert.True(IsThere(entry.Parameter), entry.Name));
        policy.Save(Path.Combine(_folder.Path, "again"));
        using var again = QwenPolicy.Load(Path.Combine(_folder.Path, "again"));
        var (name, shape) = policy.Parameters.Layout[0];
        Assert.Equal(new float[shape.Aggregate(1L, (product, size) => product * size)], again.Parameters.Get(name));
    }

    [Fact]
    public void A_tensor_of_another_device_is_noticed()
    {
        using var scope = NewDisposeScope();
        using var policy = QwenPolicy.Tiny(RandomKey.FromSeed(1), device: ComputeDevice.Shapes);
        var embeds = policy.Model.Embed(ComputeDevice.Shapes.Put([1L, 2, 3, 4], 1, 4), null, []);
        Assert.ThrowsAny<Exception>(() => policy.Model.Hidden(embeds, ComputeDevice.Cpu.Put(new long[12], 3, 1, 4)));
    }

    public void Dispose() => _folder.Dispose();

    private static bool IsThere(Tensor tensor) => tensor.device_type == DeviceType.META;

    private ImmutableArray<TokenSegment> Prompt(QwenPolicy policy)
    {
        var grid = policy.Images.Grid(80, 80);
        var picture = new ImageSpan(_images.Add(new byte[80 * 80 * 3], 80, 80), grid.T, grid.H, grid.W);
        return
        [
            TokenSegment.Of(SegmentOrigin.Observation, [1, 2, 3]),
            new TokenSegment
            {
                Origin = SegmentOrigin.Image,
                Ids = [.. Enumerable.Repeat(policy.Config.ImageTokenId, grid.Count / policy.Config.Eyes.PatchesPerFeature)],
                Image = picture,
            },
            TokenSegment.Of(SegmentOrigin.Observation, [4, 5]),
        ];
    }
}
