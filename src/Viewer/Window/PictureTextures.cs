using Agentic.Agents;
using Silk.NET.OpenGL;

namespace Agentic.Viewer.Window;

/// <summary>Pictures in graphics memory, within a bound: what was drawn longest ago goes first, what the present frame draws stays.</summary>
/// <param name="gl">The context's calls; borrowed.</param>
/// <param name="maxBytes">Bytes of all pictures; the present frame alone may take more.</param>
internal sealed class PictureTextures(GL gl, long maxBytes) : IDisposable
{
    private readonly Dictionary<object, Entry> _entries = [];
    private long _frame;

    /// <summary>Bytes held.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether a picture is there; asking does not count as drawing it.</summary>
    public bool Holds(object key) => _entries.ContainsKey(key);

    /// <summary>The texture of a picture and its size, for drawing now.</summary>
    public bool TryUse(object key, out uint texture, out (int Width, int Height) size)
    {
        if (!_entries.TryGetValue(key, out var entry))
        {
            (texture, size) = (0, default);
            return false;
        }

        entry.Used = _frame;
        (texture, size) = (entry.Texture, (entry.Width, entry.Height));
        return true;
    }

    /// <summary>Takes a picture in, in the place of an older one of that key.</summary>
    public void Put(object key, ImageFrame picture)
    {
        Remove(key);
        var texture = gl.GenTexture();
        gl.BindTexture(TextureTarget.Texture2D, texture);
        gl.PixelStore(PixelStoreParameter.UnpackAlignment, 1);
        gl.TexImage2D<byte>(
            TextureTarget.Texture2D, 0, InternalFormat.Rgb8, (uint)picture.Width, (uint)picture.Height, 0, PixelFormat.Rgb, PixelType.UnsignedByte, picture.Rgb.AsSpan());

        // Whole pixels when it grows; an average of many when it shrinks.
        gl.GenerateMipmap(TextureTarget.Texture2D);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMagFilter, (int)TextureMagFilter.Nearest);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureMinFilter, (int)TextureMinFilter.LinearMipmapLinear);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureWrapS, (int)TextureWrapMode.ClampToEdge);
        gl.TexParameter(TextureTarget.Texture2D, TextureParameterName.TextureWrapT, (int)TextureWrapMode.ClampToEdge);
        _entries[key] = new Entry(texture, picture.Width, picture.Height) { Used = _frame };
        Bytes += _entries[key].Bytes;
    }

    /// <summary>Ends a frame: lets go of what is too much.</summary>
    public void EndFrame()
    {
        if (Bytes > maxBytes)
        {
            foreach (var (key, _) in _entries.Where(pair => pair.Value.Used < _frame).OrderBy(pair => pair.Value.Used).ToList())
            {
                if (Bytes <= maxBytes)
                {
                    break;
                }

                Remove(key);
            }
        }

        _frame++;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _entries.Keys.ToList())
        {
            Remove(key);
        }
    }

    private void Remove(object key)
    {
        if (_entries.Remove(key, out var entry))
        {
            gl.DeleteTexture(entry.Texture);
            Bytes -= entry.Bytes;
        }
    }

    private sealed record Entry(uint Texture, int Width, int Height)
    {
        public long Used { get; set; }

        // Its smaller copies are a third more.
        public long Bytes => 4L * Width * Height;
    }
}
