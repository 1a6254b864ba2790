namespace Agentic.VisionPolicy;

/// <summary>Named tensors that can be read: one weight file, or a folder of shards. Safe for many threads.</summary>
public interface ITensorSource : IDisposable
{
    /// <summary>All tensors, by name.</summary>
    IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>What messages call this source.</summary>
    string Location { get; }

    /// <summary>Copies bytes of a tensor, little-endian and row-major, straight from the file to where they are wanted.</summary>
    /// <param name="name">The tensor.</param>
    /// <param name="target">Filled completely.</param>
    /// <param name="offset">First byte within the tensor; for tensors beyond 2 GB that are read in parts.</param>
    /// <exception cref="SafetensorsException">No such tensor, or it ends before the target is full.</exception>
    void Read(string name, Span<byte> target, long offset = 0);
}
