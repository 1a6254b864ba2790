namespace Agentic.Agents;

/// <summary>A trajectory log cannot be read or written: which file, where in it, what was expected, what is there, and the way out.</summary>
/// <param name="file">The file, or what the bytes came from.</param>
/// <param name="offset">Byte in the file at which the record begins, or the fault lies.</param>
/// <param name="episode">Index of the episode; null when the damage hides it.</param>
/// <param name="turn">Turn, counted from 0; null when it is not one turn that is at fault.</param>
/// <param name="expected">What should be there.</param>
/// <param name="actual">What is there.</param>
/// <param name="wayOut">What to do.</param>
/// <param name="inner">The cause, or null.</param>
public sealed class TrajectoryException(
    string file, long offset, long? episode, int? turn, string expected, string actual, string wayOut, Exception? inner = null)
    : Exception(
        $"{file}, byte {offset}{(episode is { } index ? $", episode {index}" : "")}{(turn is { } number ? $", turn {number}" : "")}: " +
        $"expected {expected}, but found {actual}. {wayOut}",
        inner)
{
    /// <summary>The file, or what the bytes came from.</summary>
    public string File { get; } = file;

    /// <summary>Byte in the file at which the record begins, or the fault lies.</summary>
    public long Offset { get; } = offset;

    /// <summary>Index of the episode; null when the damage hides it.</summary>
    public long? Episode { get; } = episode;

    /// <summary>Turn, counted from 0; null when it is not one turn that is at fault.</summary>
    public int? Turn { get; } = turn;
}

/// <summary>Bytes that do not follow the format, found deep in a record; the codec adds where.</summary>
internal sealed class RecordFormatException(string expected, string actual) : Exception($"expected {expected}, but found {actual}")
{
    public string Expected { get; } = expected;

    public string Actual { get; } = actual;
}
