using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>One tensor of a weight file, as its header describes it.</summary>
/// <param name="Name">The checkpoint key.</param>
/// <param name="Dtype">Element type.</param>
/// <param name="Shape">Sizes of the axes; empty for a scalar.</param>
/// <param name="Start">First byte, counted from the start of the data.</param>
/// <param name="ByteLength">Number of bytes.</param>
public sealed record TensorEntry(string Name, SafetensorsDtype Dtype, ImmutableArray<long> Shape, long Start, long ByteLength)
{
    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, size) => product * size);

    /// <summary>"F32 [2, 3]".</summary>
    public override string ToString() => $"{Dtype} [{string.Join(", ", Shape)}]";

    /// <inheritdoc/>
    public bool Equals(TensorEntry? other) =>
        other is not null && Name == other.Name && Dtype == other.Dtype && Start == other.Start && ByteLength == other.ByteLength
        && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Dtype, Start, ByteLength);
}
