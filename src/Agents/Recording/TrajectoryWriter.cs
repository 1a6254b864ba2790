using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Agentic.Agents;

/// <summary>Appends episodes to a folder's log. One writer a folder; a lock file keeps others out. Safe for many threads.</summary>
/// <remarks>
/// Nothing is ever changed in place, so that readers meet whole records only, and a kill can tear nothing but the last.
/// The same records give the same bytes: no clock value is written.
/// </remarks>
public sealed class TrajectoryWriter : IDisposable
{
    private const int BufferBytes = 1 << 20;
    private const int LockTries = 100;
    private const string LockName = "writer.lock";

    private readonly FileStream _lock;
    private readonly SafeFileHandle _log;
    private readonly SafeFileHandle _index;
    private readonly Lock _writing = new();
    private readonly List<TrajectoryEntry> _entries = [];
    private readonly ArrayBufferWriter<byte> _buffer = new(BufferBytes + (BufferBytes / 4));
    private readonly ArrayBufferWriter<byte> _scratch = new();
    private long _logEnd;
    private int _indexed;

    private TrajectoryWriter(string folder)
    {
        Directory.CreateDirectory(folder);
        var (logFile, indexFile) = (Path.Combine(folder, LogFrame.LogName), Path.Combine(folder, LogFrame.IndexName));
        _lock = TakeLock(Path.Combine(folder, LockName));

        try
        {
            _log = File.OpenHandle(logFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            _index = File.OpenHandle(indexFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            Repair(logFile, indexFile);
        }
        catch
        {
            Close();
            throw;
        }
    }

    /// <summary>Records in the log, damaged ones and those not flushed yet included.</summary>
    public int Count => _entries.Count;

    /// <summary>Bytes of a torn record that were cut off when the log was opened; 0 after a clean end.</summary>
    public long CutBytes { get; private set; }

    /// <summary>Opens a folder's log to append to it, or makes both. A torn tail is cut off, see <see cref="CutBytes"/>; whole records stay.</summary>
    /// <param name="folder">The <c>episodes</c> folder.</param>
    /// <exception cref="TrajectoryException">Another writer has it, or it is no log of this version.</exception>
    public static TrajectoryWriter Open(string folder) => new(folder);

    /// <summary>Whether a writer has a folder at this moment. The lock is the system's: that of a writer that was killed is free, though its file is still there.</summary>
    /// <param name="folder">The <c>episodes</c> folder.</param>
    public static bool IsAtWork(string folder)
    {
        try
        {
            // To share what a writer wants alone: refused while there is one.
            using var probe = File.OpenHandle(Path.Combine(folder, LockName), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return false;
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    /// <summary>Appends an episode to the buffer, and the buffer to the file when it is full.</summary>
    /// <exception cref="ArgumentException">The record contradicts itself or is too large; the log is as before.</exception>
    public void Append(EpisodeRecord record)
    {
        lock (_writing)
        {
            var start = _buffer.WrittenCount;
            _buffer.GetSpan(LogFrame.HeadBytes)[..LogFrame.HeadBytes].Clear();
            _buffer.Advance(LogFrame.HeadBytes);
            try
            {
                EpisodeCodec.Encode(record, _buffer, _scratch);
                var length = _buffer.WrittenCount - start - LogFrame.HeadBytes;
                if (length > EpisodeCodec.MaxBytes)
                {
                    throw new ArgumentException($"Episode {record.Index} takes {length} bytes; a record may have {EpisodeCodec.MaxBytes}.", nameof(record));
                }

                var checksum = LogFrame.Seal(Writable(_buffer)[start..]);
                _entries.Add(TrajectoryEntry.Of(record, _logEnd + start, length, checksum));
            }
            catch
            {
                Shorten(start);
                throw;
            }

            if (_buffer.WrittenCount >= BufferBytes)
            {
                WriteBuffer();
            }
        }
    }

    /// <summary>Writes what is buffered.</summary>
    /// <param name="durable">Whether to wait until the disk has it, as before a checkpoint.</param>
    public void Flush(bool durable = false)
    {
        lock (_writing)
        {
            WriteBuffer();
            if (durable)
            {
                RandomAccess.FlushToDisk(_log);
                RandomAccess.FlushToDisk(_index);
            }
        }
    }

    /// <summary>Drops the records after the first <paramref name="count"/>: those that a resumed run will play again.</summary>
    public void Truncate(int count)
    {
        lock (_writing)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _entries.Count);
            WriteBuffer();
            _logEnd = count < _entries.Count ? _entries[count].Offset : _logEnd;
            _entries.RemoveRange(count, _entries.Count - count);
            _indexed = count;

            // The index first: it must never speak of records that the log has no more.
            RandomAccess.SetLength(_index, LogFrame.FileHeaderBytes + ((long)count * TrajectoryEntry.Bytes));
            RandomAccess.SetLength(_log, _logEnd);
        }
    }

    /// <summary>Writes what is buffered, and lets the next writer in.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            if (_log.IsClosed)
            {
                return;
            }

            try
            {
                WriteBuffer();
            }
            finally
            {
                Close();
            }
        }
    }

    private static FileStream TakeLock(string file)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (tries < LockTries)
            {
                // Somebody may be asking, for a moment, whether a writer is at work.
                Thread.Yield();
            }
            catch (IOException taken)
            {
                throw new TrajectoryException(file, 0, null, null, "no other writer", "the lock held", "Wait for the run that writes here, or choose another folder.", taken);
            }
        }
    }

    private void Repair(string logFile, string indexFile)
    {
        _logEnd = LogFrame.FileHeaderBytes;
        if (LogFrame.RequireHeader(_log, logFile))
        {
            var scan = new LogScan(_log, logFile);
            scan.Run(LogFrame.FileHeaderBytes, _entries);
            (_logEnd, CutBytes) = (scan.End, scan.TailBytes);
            RandomAccess.SetLength(_log, _logEnd);
        }
        else
        {
            CutBytes = RandomAccess.GetLength(_log);
            RandomAccess.Write(_log, LogFrame.LogHeader(), 0);
        }

        // Every record has just been read, so the index costs nothing to make anew; an equal one is left alone.
        var index = LogIndex.Bytes(_entries);
        _indexed = _entries.Count;
        if (!File.ReadAllBytes(indexFile).AsSpan().SequenceEqual(index))
        {
            RandomAccess.Write(_index, index, 0);
            RandomAccess.SetLength(_index, index.Length);
        }
    }

    private void WriteBuffer()
    {
        if (_buffer.WrittenCount > 0)
        {
            RandomAccess.Write(_log, _buffer.WrittenSpan, _logEnd);
            _logEnd += _buffer.WrittenCount;
            _buffer.ResetWrittenCount();
        }

        // The log first, for the same reason. A failure here leaves both as they were, and the next call tries again.
        if (_indexed < _entries.Count)
        {
            var entries = new byte[(_entries.Count - _indexed) * TrajectoryEntry.Bytes];
            for (var at = 0; at < entries.Length; at += TrajectoryEntry.Bytes)
            {
                _entries[_indexed + (at / TrajectoryEntry.Bytes)].Write(entries.AsSpan(at));
            }

            RandomAccess.Write(_index, entries, LogFrame.FileHeaderBytes + ((long)_indexed * TrajectoryEntry.Bytes));
            _indexed = _entries.Count;
        }
    }

    // The buffer is ours alone, and its head can be filled in only when the payload is known.
    private static Span<byte> Writable(ArrayBufferWriter<byte> buffer) =>
        System.Runtime.InteropServices.MemoryMarshal.AsMemory(buffer.WrittenMemory).Span;

    private void Shorten(int length)
    {
        var kept = _buffer.WrittenSpan[..length].ToArray();
        _buffer.ResetWrittenCount();
        _buffer.Write(kept);
    }

    private void Close()
    {
        _index?.Dispose();
        _log?.Dispose();
        _lock?.Dispose();
    }
}
