using System.Collections.Concurrent;

namespace Agentic.Agents;

/// <summary>Images as PNG files, <c>ab/abcd….png</c> by digest: one file per distinct picture, written once and whole.</summary>
/// <remarks>Several stores, threads and processes may share a folder: a file appears by renaming, and whoever is second writes nothing.</remarks>
public sealed class FolderImageStore : IImageStore
{
    // Digests that need no look at the disk; beyond this many they are forgotten, so that memory stays flat however long a run is.
    private const int MaxKnown = 1 << 16;
    private readonly string _folder;
    private readonly ConcurrentDictionary<ContentHash, byte> _known = new();
    private int _knownCount;

    /// <summary>Opens the folder, and makes it when it is not there.</summary>
    public FolderImageStore(string folder)
    {
        _folder = Path.GetFullPath(folder);
        Directory.CreateDirectory(_folder);
    }

    /// <inheritdoc/>
    public ImageHandle Add(ReadOnlySpan<byte> rgb, int width, int height)
    {
        var handle = new ImageHandle(ContentHash.Of(rgb), width, height);
        Add(handle, rgb);
        return handle;
    }

    /// <inheritdoc/>
    /// <exception cref="ImageDamagedException">The file holds other pixels, or none.</exception>
    public ImageFrame Get(ImageHandle handle)
    {
        var file = FileOf(handle.Hash);
        byte[] png;
        try
        {
            png = File.ReadAllBytes(file);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ImageMissingException(handle, _folder);
        }

        return Check(handle, file, png);
    }

    /// <summary>Stores pixels whose digest is known already.</summary>
    internal void Add(ImageHandle handle, ReadOnlySpan<byte> rgb)
    {
        if (_known.ContainsKey(handle.Hash))
        {
            return;
        }

        var file = FileOf(handle.Hash);
        if (!IsWhole(handle, file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var written = $"{file}.{Guid.NewGuid():n}.tmp";
            File.WriteAllBytes(written, PngCodec.Encode(rgb, handle.Width, handle.Height));
            File.Move(written, file, overwrite: true);
        }

        if (_known.TryAdd(handle.Hash, 0) && Interlocked.Increment(ref _knownCount) > MaxKnown)
        {
            _known.Clear();
            Interlocked.Exchange(ref _knownCount, 0);
        }
    }

    private string FileOf(ContentHash hash)
    {
        var name = hash.ToString();
        return Path.Combine(_folder, name[..2], $"{name}.png");
    }

    // A file left by an earlier process may be empty after a power cut, since images are not synced one by one: look once, and write it again.
    private static bool IsWhole(ImageHandle handle, string file)
    {
        try
        {
            return File.Exists(file) && Check(handle, file, File.ReadAllBytes(file)) is not null;
        }
        catch (ImageDamagedException)
        {
            return false;
        }
    }

    private static ImageFrame Check(ImageHandle handle, string file, byte[] png)
    {
        ImageFrame frame;
        try
        {
            frame = PngCodec.Decode(png);
        }
        catch (PngException broken)
        {
            throw new ImageDamagedException(handle, file, $"it cannot be read ({broken.Message})", broken);
        }

        var digest = ContentHash.Of(frame.Rgb);
        return digest != handle.Hash
            ? throw new ImageDamagedException(handle, file, $"its pixels have digest {digest}")
            : Reshape.To(frame.Rgb, handle, file);
    }
}

/// <summary>Equal bytes may be pictures of two shapes; they are stored once, under the shape that came first.</summary>
internal static class Reshape
{
    /// <summary>The bytes in the shape that was asked for.</summary>
    public static ImageFrame To(byte[] rgb, ImageHandle handle, string where) =>
        handle.Width > 0 && handle.Height > 0 && 3L * handle.Width * handle.Height == rgb.Length
            ? new ImageFrame(handle.Width, handle.Height, rgb)
            : throw new ImageDamagedException(handle, where, $"it has {rgb.Length / 3} pixels");
}
