using Agentic.Agents;
using Agentic.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Engine;

/// <summary>A policy on a device that is not the processor: whatever it keeps is made there.</summary>
public sealed class DevicePlacementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

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

    public void Dispose() => _folder.Dispose();

    private static bool IsThere(Tensor tensor) => tensor.device_type == DeviceType.META;
}
