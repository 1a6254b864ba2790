using System.Collections.Concurrent;
using System.IO.Compression;

namespace Agentic.Agents;

/// <summary>
/// Images in memory, each distinct one once. Pixels used lately stay raw; beyond the bound they are kept as PNG, or left to the
/// folder behind the store when there is one, so that memory stays flat however long a run is.
/// </summary>
/// <param name="maxRawBytes">Raw pixels to keep, in bytes.</param>
/// <param name="folder">Where every picture is written as well; null to keep them in memory alone. Borrowed.</param>
public sealed class MemoryImageStore(long maxRawBytes = 64 << 20, FolderImageStore? folder = null) : IImageStore
{
    private readonly ConcurrentDictionary<ContentHash, Picture> _pictures = new();

    // Second chance instead of an exact order of use: a hit sets a flag and takes no lock.
    private readonly ConcurrentQueue<Picture> _raw = new();
    private long _rawBytes;

    /// <summary>Distinct pictures held in memory.</summary>
    public int Count => _pictures.Count;

    /// <summary>Bytes of raw pixels held now; at most the bound, but for pictures that are being added.</summary>
    public long RawBytes => Interlocked.Read(ref _rawBytes);

    /// <inheritdoc/>
    public ImageHandle Add(ReadOnlySpan<byte> rgb, int width, int height)
    {
        var handle = new ImageHandle(ContentHash.Of(rgb), width, height);
        if (_pictures.TryGetValue(handle.Hash, out var known))
        {
            known.Used = true;
            return handle;
        }

        var frame = new ImageFrame(width, height, rgb.ToArray());
        folder?.Add(handle, rgb);
        Keep(handle, frame.Rgb);
        return handle;
    }

    /// <inheritdoc/>
    public ImageFrame Get(ImageHandle handle)
    {
        if (!_pictures.TryGetValue(handle.Hash, out var picture))
        {
            var stored = folder?.Get(handle) ?? throw new ImageMissingException(handle, "memory");
            Keep(handle, stored.Rgb);
            return stored;
        }

        picture.Used = true;
        var rgb = picture.Pixels(out var inflated);
        if (inflated)
        {
            MakeRoom(picture);
        }

        return Reshape.To(rgb, handle, "memory");
    }

    private void Keep(ImageHandle handle, byte[] rgb)
    {
        var picture = new Picture(handle, rgb);
        if (_pictures.TryAdd(handle.Hash, picture))
        {
            MakeRoom(picture);
        }
    }

    private void MakeRoom(Picture newest)
    {
        Interlocked.Add(ref _rawBytes, newest.RawLength);
        _raw.Enqueue(newest);
        while (Interlocked.Read(ref _rawBytes) > maxRawBytes && _raw.TryDequeue(out var oldest))
        {
            if (oldest.Used)
            {
                oldest.Used = false;
                _raw.Enqueue(oldest);
                continue;
            }

            if (folder is null)
            {
                oldest.Compress();
            }
            else
            {
                _pictures.TryRemove(oldest.Handle.Hash, out _);
            }

            Interlocked.Add(ref _rawBytes, -oldest.RawLength);
        }
    }

    /// <summary>One picture: raw or compressed, never neither.</summary>
    private sealed class Picture(ImageHandle handle, byte[] rgb)
    {
        // One field for both states, so that a reader never meets a moment in which neither is there.
        private Content _content = new(rgb, IsRaw: true);
        private volatile bool _used;

        public ImageHandle Handle { get; } = handle;

        public int RawLength { get; } = rgb.Length;

        public bool Used
        {
            get => _used;
            set => _used = value;
        }

        /// <summary>The pixels; <paramref name="inflated"/> when this call, and no other, turned them raw again.</summary>
        public byte[] Pixels(out bool inflated)
        {
            var content = Volatile.Read(ref _content);
            inflated = false;
            if (content.IsRaw)
            {
                return content.Bytes;
            }

            var raw = new Content(PngCodec.Decode(content.Bytes).Rgb, IsRaw: true);
            inflated = Interlocked.CompareExchange(ref _content, raw, content) == content;
            return raw.Bytes;
        }

        public void Compress()
        {
            var packed = PngCodec.Encode(_content.Bytes, Handle.Width, Handle.Height, CompressionLevel.Fastest);
            Volatile.Write(ref _content, new Content(packed, IsRaw: false));
        }
    }

    private sealed record Content(byte[] Bytes, bool IsRaw);
}
