using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Agentic.Viewer.Runs;

/// <summary>A file to which somebody appends lines, read from where the last look ended. One reader at a time.</summary>
/// <remarks>
/// A last line without its end is left for later: a writer may be in the middle of it. A file that was cut or replaced, as by a run
/// that is resumed, is told by the bytes before the place, and read again from its beginning. It is foreign input: lines that are too long are passed over.
/// </remarks>
/// <param name="file">The file; it may be missing.</param>
internal sealed class JsonLines(string file)
{
    /// <summary>Longest line that is read, in bytes.</summary>
    public const int MaxLineBytes = 16 << 20;

    private const int ChunkBytes = 1 << 16;
    private const int MarkBytes = 64;

    private byte[] _mark = [];
    private long _offset;
    private long _seen = -1;
    private long _torn;
    private bool _skipping;

    /// <summary>Takes a line without its end, and where in the file it begins.</summary>
    public delegate void Taker(ReadOnlySpan<byte> line, long offset);

    /// <summary>What a look found.</summary>
    /// <param name="IsNew">Lines came, or the file began anew.</param>
    /// <param name="IsMore">The budget was used up before the file.</param>
    public readonly record struct Found(bool IsNew, bool IsMore);

    /// <summary>Hands on the lines that were appended.</summary>
    /// <param name="take">Takes each.</param>
    /// <param name="restart">Told before the first line when everything from before no longer holds.</param>
    /// <param name="budget">Bytes after which it stops for now.</param>
    public Found Read(Taker take, Action restart, long budget = long.MaxValue)
    {
        var length = Length();
        if (length == _seen && _offset + _torn == length)
        {
            return default;
        }

        if (length < 0)
        {
            return Restart(restart);
        }

        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return Restart(restart);
        }

        using (handle)
        {
            var isNew = !IsSame(handle) && Restart(restart).IsNew;
            var (lines, isMore) = Read(handle, take, budget);
            _seen = isMore ? -1 : length;
            Mark(handle);
            return new Found(isNew || lines, isMore);
        }
    }

    private (bool Lines, bool IsMore) Read(SafeFileHandle handle, Taker take, long budget)
    {
        var (filled, searched, end, lines) = (0, 0, _offset + Math.Min(budget, long.MaxValue - _offset), false);
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            while (RandomAccess.Read(handle, buffer.AsSpan(filled), _offset + filled) is var read and > 0)
            {
                filled += read;
                var start = 0;
                for (int at; (at = buffer.AsSpan(searched, filled - searched).IndexOf((byte)'\n')) >= 0; start = searched)
                {
                    searched += at + 1;
                    if (!_skipping && searched - 1 > start)
                    {
                        take(buffer.AsSpan(start, searched - 1 - start).TrimEnd((byte)'\r'), _offset + start);
                        lines = true;
                    }

                    _skipping = false;
                }

                buffer.AsSpan(start, filled - start).CopyTo(buffer);
                (_offset, filled) = (_offset + start, filled - start);
                searched = filled;
                if (filled == buffer.Length)
                {
                    buffer = Widen(buffer, ref filled, ref searched);
                }

                if (_offset >= end)
                {
                    _torn = 0;
                    return (lines, true);
                }
            }

            _torn = filled;
            return (lines, false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private byte[] Widen(byte[] buffer, ref int filled, ref int searched)
    {
        if (filled >= MaxLineBytes)
        {
            (_offset, filled, searched, _skipping) = (_offset + filled, 0, 0, true);
            return buffer;
        }

        var wider = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.AsSpan(0, filled).CopyTo(wider);
        ArrayPool<byte>.Shared.Return(buffer);
        return wider;
    }

    private Found Restart(Action restart)
    {
        var isNew = _offset > 0;
        (_offset, _seen, _torn, _skipping, _mark) = (0, -1, 0, false, []);
        if (isNew)
        {
            restart();
        }

        return new Found(isNew, false);
    }

    private bool IsSame(SafeFileHandle handle)
    {
        Span<byte> there = stackalloc byte[MarkBytes];
        there = there[.._mark.Length];
        return RandomAccess.GetLength(handle) >= _offset && RandomAccess.Read(handle, there, _offset - _mark.Length) == _mark.Length && there.SequenceEqual(_mark);
    }

    private void Mark(SafeFileHandle handle)
    {
        _mark = new byte[Math.Min(MarkBytes, _offset)];
        if (RandomAccess.Read(handle, _mark, _offset - _mark.Length) < _mark.Length)
        {
            _mark = [];
        }
    }

    private long Length()
    {
        var info = new FileInfo(file);
        return info.Exists ? info.Length : -1;
    }
}
