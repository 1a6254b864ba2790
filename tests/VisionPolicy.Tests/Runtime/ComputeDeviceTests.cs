namespace Agentic.VisionPolicy.Tests.Runtime;

public sealed class ComputeDeviceTests
{
    private const string Libtorch = "libtorch 2.10.0 from somewhere";
    private const long GiB = 1L << 30;

    [Theory]
    [InlineData("auto", null, "cpu")]
    [InlineData("auto", 0, "cpu")]
    [InlineData("auto", 2, "cuda:0")]
    [InlineData("cpu", 2, "cpu")]
    [InlineData("cuda", 1, "cuda:0")]
    [InlineData("cuda:1", 2, "cuda:1")]
    public void A_name_and_what_is_here_make_the_device(string name, int? devices, string expected)
    {
        var device = ComputeDevice.Choose(name, devices, Libtorch);
        Assert.Equal(expected, device.Name);
        Assert.Equal(expected != "cpu", device.IsCuda);
        Assert.Equal(expected == "cpu" ? ComputeType.Float32 : ComputeType.BFloat16, device.DefaultCompute);
        Assert.Equal(expected == "cuda:1" ? 1 : expected == "cuda:0" ? 0 : -1, device.Torch.index);
    }

    [Theory]
    [InlineData("cuda", null, "AGENTIC_LIBTORCH=DIR", "-p:Cuda=true")]
    [InlineData("cuda:0", null, Libtorch, "build for the CPU")]
    [InlineData("cuda", 0, "sees no device", "nvidia-smi")]
    [InlineData("cuda:2", 2, "'cuda:2' is not here", "cuda:0 to cuda:1")]
    public void A_device_that_is_not_here_is_refused_with_the_way_out(string name, int? devices, params string[] parts)
    {
        var message = Assert.Throws<TorchRuntimeException>(() => ComputeDevice.Choose(name, devices, Libtorch)).Message;
        Assert.All(parts, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("CPU")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:٣")]
    [InlineData("cuda:0\n")]
    [InlineData("cpu:0")]
    public void Another_word_is_no_device(string name)
    {
        Assert.False(ComputeDevice.IsName(name));
        Assert.Contains(ComputeDevice.Names, Assert.Throws<ArgumentException>(() => ComputeDevice.Choose(name, 1, Libtorch)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void This_machine_is_asked_when_nobody_says()
    {
        var isCuda = ComputeDevice.CudaDevices() > 0;
        Assert.Equal(isCuda ? "cuda:0" : "cpu", ComputeDevice.Of("auto").Name);
        Assert.Equal(isCuda, ComputeDevice.Of("auto").Memory() is not null);
        Assert.Same(ComputeDevice.Cpu, ComputeDevice.Of("cpu"));
        Assert.Null(ComputeDevice.Cpu.Memory());
    }

    // Half of 10 GiB; half of 10 − 12 · 2^28 / 2^30 = 7 GiB; nothing is left beside an optimiser of 2^30 numbers.
    [Theory]
    [InlineData(0, 5120)]
    [InlineData(1L << 28, 3584)]
    [InlineData(1L << 30, 1)]
    public void The_cache_takes_half_of_what_learning_leaves_free(long trained, int expected) =>
        Assert.Equal(expected, new DeviceMemory(10 * GiB, 16 * GiB).CacheMiB(trained));

    [Fact]
    public void Memory_is_told_in_words()
    {
        var memory = new DeviceMemory(10 * GiB, 16 * GiB);
        Assert.Equal(6 * GiB, memory.UsedBytes);
        Assert.Equal("10.0 of 16.0 GiB free", memory.ToString());
    }
}
