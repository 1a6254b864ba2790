using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>TorchScript source, compiled when first called: many operators in one native call, without a scalar of ours among them.</summary>
/// <remarks>Arguments are tensors and lists of tensors only. Numbers are written into the source, so that no scalar crosses the border.</remarks>
/// <param name="source">Functions in TorchScript.</param>
public sealed class Jit(string source) : IDisposable
{
    private readonly Lazy<jit.CompilationUnit> _unit = new(() =>
    {
        TorchRuntime.Load();
        return jit.compile(source + "\n");
    });

    /// <summary>Calls a function that gives one tensor.</summary>
    public Tensor Call(string function, params object[] arguments) => (Tensor)_unit.Value.invoke(function, arguments);

    /// <summary>Calls a function that gives a list of tensors.</summary>
    public Tensor[] CallList(string function, params object[] arguments) => (Tensor[])_unit.Value.invoke(function, arguments);

    /// <summary>Frees the compiled code.</summary>
    public void Dispose()
    {
        if (_unit.IsValueCreated)
        {
            _unit.Value.Dispose();
        }
    }
}
