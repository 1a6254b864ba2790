using TorchSharp;

namespace Agentic.VisionPolicy.Tests;

public sealed class TorchRuntimeTests
{
    [Fact]
    public void The_runtime_loads_here_without_any_user_step()
    {
        TorchRuntime.Load();
        using var ones = torch.ones(2, 3);
        using var product = ones.matmul(ones.t());
        Assert.Equal(12f, product.sum().ToSingle());
    }
}
