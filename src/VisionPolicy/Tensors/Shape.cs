using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>Shape checks at the door of a tensor function.</summary>
public static class Shape
{
    /// <summary>Throws unless the tensor has exactly this shape; −1 stands for any length.</summary>
    /// <exception cref="ArgumentException">It has another; the message names the tensor and both shapes.</exception>
    public static void Require(Tensor tensor, ReadOnlySpan<long> shape, [CallerArgumentExpression(nameof(tensor))] string name = "")
    {
        var actual = tensor.shape;
        var fits = actual.Length == shape.Length;
        for (var axis = 0; fits && axis < shape.Length; axis++)
        {
            fits = shape[axis] < 0 || shape[axis] == actual[axis];
        }

        if (!fits)
        {
            throw new ArgumentException($"{name} must have shape {Text(shape)} but has {Text(actual)}.", name);
        }
    }

    private static string Text(ReadOnlySpan<long> shape)
    {
        var parts = new string[shape.Length];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            parts[axis] = shape[axis] < 0 ? "any" : shape[axis].ToString();
        }

        return $"[{string.Join(", ", parts)}]";
    }
}
