using Agentic.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Tensors;

[NoTensorLeaks]
public sealed class DeviceTensorsTests
{
    [Fact]
    public void Arrays_come_back_as_they_went_whatever_order_the_tensor_has_in_memory()
    {
        using var values = ComputeDevice.Cpu.Put([1f, 2, 3, 4, 5, 6], 2, 3);
        using var turned = values.t();
        Assert.Equal([1f, 2, 3, 4, 5, 6], values.Read<float>());
        Assert.Equal([1f, 4, 2, 5, 3, 6], turned.Read<float>());
        using var scalar = ComputeDevice.Cpu.Put([7f], []);
        Assert.Equal([], scalar.shape);
        Assert.Equal(7, scalar.ReadNumber());
        using var numbers = DeviceTensors.Numbers(0.1, 2);
        Assert.Equal([0.1, 2], numbers.Read<double>());
    }

    [Fact]
    public void Everything_is_made_where_it_was_asked_for()
    {
        var device = ComputeDevice.Shapes;
        using var host = ComputeDevice.Cpu.Put([1L, 2]);
        Tensor[] all =
        [
            device.Put([1L, 2]), device.Put([1L, 2], 2, 1), device.Put([1f]), device.Put([1f], 1, 1), device.Put([true], 1),
            device.Zeros([2, 2]), device.Empty([3], ScalarType.BFloat16), device.Take(host),
        ];
        Assert.All(all, tensor => Assert.Equal(DeviceType.META, tensor.device_type));
        Assert.Equal(ScalarType.BFloat16, all[6].dtype);
        Assert.Equal([0L, 0], all[1].Read<long>());
        Array.ForEach(all, tensor => tensor.Dispose());
    }

    [Fact]
    public void What_is_there_already_is_not_copied()
    {
        using var values = ComputeDevice.Cpu.Put([1f]);
        Assert.Same(values, ComputeDevice.Cpu.Take(values));
    }
}
