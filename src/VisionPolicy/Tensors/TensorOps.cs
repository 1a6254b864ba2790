using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>Arithmetic on tensors. Each call goes through the full overload with rooted scalars; the raw operators are banned (see <see cref="Scalars"/>).</summary>
public static class TensorOps
{
    /// <summary>a + b, broadcast.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, Scalars.One);

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, double b) => a.add(Scalars.Of(b), Scalars.One);

    /// <summary>a + factor · b, broadcast.</summary>
    public static Tensor Plus(this Tensor a, Tensor b, double factor) => a.add(b, Scalars.Of(factor));

    /// <summary>a − b, broadcast.</summary>
    public static Tensor Minus(this Tensor a, Tensor b) => a.add(b, Scalars.MinusOne);

    /// <summary>a − b.</summary>
    public static Tensor Minus(this Tensor a, double b) => a.add(Scalars.Of(-b), Scalars.One);

    /// <summary>b − a, for a number on the left.</summary>
    public static Tensor SubtractedFrom(this Tensor a, double b) => a.neg().Plus(b);

    /// <summary>a · b, element by element, broadcast.</summary>
    public static Tensor Times(this Tensor a, Tensor b) => a.mul(b);

    /// <summary>a · b.</summary>
    public static Tensor Times(this Tensor a, double b) => a.mul(Scalars.Of(b));

    /// <summary>a / b, element by element, broadcast.</summary>
    public static Tensor Over(this Tensor a, Tensor b) => a.div(b);

    /// <summary>a / b.</summary>
    public static Tensor Over(this Tensor a, double b) => a.div(Scalars.Of(b));

    /// <summary>−a.</summary>
    public static Tensor Negated(this Tensor a) => a.neg();

    /// <summary>a², element by element.</summary>
    public static Tensor Squared(this Tensor a) => a.mul(a);

    /// <summary>Each element brought between the bounds; null for none.</summary>
    public static Tensor ClampedTo(this Tensor a, double? low, double? high) =>
        a.clamp(low is { } least ? Scalars.Of(least) : null, high is { } most ? Scalars.Of(most) : null);

    /// <summary>The value where the mask is true, a elsewhere.</summary>
    public static Tensor FilledWhere(this Tensor a, Tensor mask, double value) => a.masked_fill(mask, Scalars.Of(value));

    /// <summary>Adds factor · b to a, in place. Gives a itself: TorchSharp makes no new alias here.</summary>
    public static Tensor Add_(this Tensor a, Tensor b, double factor = 1) => a.add_(b, Scalars.Of(factor));

    /// <summary>Multiplies a in place. Gives a itself: TorchSharp makes no new alias here.</summary>
    public static Tensor Times_(this Tensor a, double b) => a.mul_(Scalars.Of(b));
}
