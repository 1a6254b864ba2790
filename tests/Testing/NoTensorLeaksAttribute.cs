using System.Reflection;
using TorchSharp;
using Xunit;
using Xunit.v3;

namespace Agentic.Testing;

/// <summary>Fails a test that ends with more live tensors on its thread than it began with. The test must be synchronous.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class NoTensorLeaksAttribute : BeforeAfterTestAttribute
{
    [ThreadStatic]
    private static long _before;

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        Agentic.VisionPolicy.TorchRuntime.Load();
        _before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
    }

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        var leaked = DisposeScopeManager.Statistics.ThreadTotalLiveCount - _before;
        Assert.True(leaked <= 0, $"{methodUnderTest.Name} left {leaked} tensors alive: dispose them, or open a scope and move only the result out.");
    }
}
