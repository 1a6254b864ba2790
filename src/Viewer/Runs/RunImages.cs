using Agentic.Agents;
using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Runs;

/// <summary>A run's pictures by the digest of their pixels, checked, as PNG. Nothing is ever written.</summary>
/// <remarks>The only path made here is of a digest's own digits, and only a picture whose pixels have that digest is handed out: a link to another file is refused.</remarks>
/// <param name="folder">The <c>images</c> folder; it may be missing.</param>
/// <param name="thumbnails">Where small ones are kept; shared.</param>
internal sealed class RunImages(string folder, ThumbnailCache thumbnails)
{
    private const long MaxFileBytes = 64 << 20;

    // Two at once: a picture may have 2^26 pixels, and a page asks for a hundred.
    private static readonly SemaphoreSlim Seats = new(2);

    /// <summary>The picture as PNG.</summary>
    /// <param name="hash">Digest of its pixels.</param>
    /// <param name="width">Its width at most, in pixels; 0 for its own.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ImageMissingException">There is none.</exception>
    /// <exception cref="ImageDamagedException">The file holds something else.</exception>
    public async ValueTask<byte[]> ReadAsync(ContentHash hash, int width, CancellationToken cancellation)
    {
        if (width > 0 && thumbnails.Find(hash, width) is { } known)
        {
            return known;
        }

        await Seats.WaitAsync(cancellation);
        try
        {
            var (png, frame) = Load(hash);
            if (width == 0 || width >= frame.Width)
            {
                return png;
            }

            var height = Math.Max(1, (int)Math.Round((double)frame.Height * width / frame.Width));
            return thumbnails.Keep(hash, width, PngCodec.Encode(FrameScaling.Shrink(frame, width, Math.Min(height, frame.Height))));
        }
        finally
        {
            Seats.Release();
        }
    }

    private (byte[] Png, ImageFrame Frame) Load(ContentHash hash)
    {
        var name = hash.ToString();
        var file = new FileInfo(Path.Combine(folder, name[..2], $"{name}.png"));
        var handle = new ImageHandle(hash, 0, 0);
        if (!file.Exists)
        {
            throw new ImageMissingException(handle, "images");
        }

        if (file.Length > MaxFileBytes)
        {
            throw new ImageDamagedException(handle, file.Name, $"it has {file.Length} bytes");
        }

        try
        {
            var png = File.ReadAllBytes(file.FullName);
            var frame = PngCodec.Decode(png);
            var digest = ContentHash.Of(frame.Rgb);
            return digest == hash ? (png, frame) : throw new ImageDamagedException(handle, file.Name, $"its pixels have digest {digest}");
        }
        catch (PngException broken)
        {
            throw new ImageDamagedException(handle, file.Name, $"it cannot be read ({broken.Message})", broken);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new ImageDamagedException(handle, file.Name, "it cannot be opened", unreadable);
        }
    }
}
