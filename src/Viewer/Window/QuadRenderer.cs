using Agentic.Agents;
using Agentic.Viewer.Pictures;
using Silk.NET.OpenGL;

namespace Agentic.Viewer.Window;

/// <summary>Draws pictures, filled rectangles, rings and lines with OpenGL 3.3 core. On the thread of its context.</summary>
internal sealed class QuadRenderer : IDisposable
{
    private const int Picture = 0;
    private const int Fill = 1;
    private const int Hollow = 2;

    private const string VertexSource =
        """
        #version 330 core
        uniform vec2 corners[4];
        uniform vec2 size;
        out vec2 at;
        void main() {
          at = vec2(gl_VertexID & 1, gl_VertexID >> 1);
          vec2 share = corners[gl_VertexID] / size;
          gl_Position = vec4(share.x * 2.0 - 1.0, 1.0 - share.y * 2.0, 0.0, 1.0);
        }
        """;

    private const string FragmentSource =
        """
        #version 330 core
        uniform sampler2D picture;
        uniform int kind;
        uniform vec3 colour;
        uniform float radius;
        in vec2 at;
        out vec4 result;
        void main() {
          float away = length((at - 0.5) * 2.0) * radius;
          if (kind == 2 && (away > radius || (away < radius - 4.0 && away > 2.5))) discard;
          result = vec4(kind == 0 ? texture(picture, at).rgb : colour, 1.0);
        }
        """;

    private readonly GL _gl; // borrowed
    private readonly uint _program;
    private readonly uint _corners;
    private (int Width, int Height) _size;

    /// <param name="gl">The context's calls; borrowed.</param>
    public QuadRenderer(GL gl)
    {
        _gl = gl;
        _program = Link(Compile(ShaderType.VertexShader, VertexSource), Compile(ShaderType.FragmentShader, FragmentSource));

        // The corners are uniforms: a core profile wants a vertex array all the same.
        _corners = gl.GenVertexArray();
    }

    /// <summary>Begins a frame of one colour.</summary>
    public void Begin((int Width, int Height) size, Rgb ground)
    {
        _size = size;
        _gl.Viewport(0, 0, (uint)size.Width, (uint)size.Height);
        _gl.ClearColor(ground.R / 255f, ground.G / 255f, ground.B / 255f, 1);
        _gl.Clear(ClearBufferMask.ColorBufferBit);
        _gl.UseProgram(_program);
        _gl.BindVertexArray(_corners);
        _gl.Uniform2(At("size"), size.Width, (float)size.Height);
    }

    /// <summary>Draws a texture into a rectangle.</summary>
    public void DrawPicture(uint texture, Box box)
    {
        _gl.BindTexture(TextureTarget.Texture2D, texture);
        Draw(Picture, default, 0, Corners(box));
    }

    /// <summary>Fills a rectangle.</summary>
    public void DrawFill(Box box, Rgb colour) => Draw(Fill, colour, 0, Corners(box));

    /// <summary>Draws a ring with a dot in its middle.</summary>
    public void DrawRing(double x, double y, double radius, Rgb colour)
    {
        var (left, top, right, bottom) = ((float)(x - radius), (float)(y - radius), (float)(x + radius), (float)(y + radius));
        Draw(Hollow, colour, (float)radius, [left, top, right, top, left, bottom, right, bottom]);
    }

    /// <summary>Draws a line, 3 pixels thick.</summary>
    public void DrawLine(double x0, double y0, double x1, double y1, Rgb colour)
    {
        var length = Math.Max(1e-6, Math.Sqrt(((x1 - x0) * (x1 - x0)) + ((y1 - y0) * (y1 - y0))));
        var (acrossX, acrossY) = (1.5 * (y1 - y0) / length, -1.5 * (x1 - x0) / length);
        Draw(Fill, colour, 0,
        [
            (float)(x0 - acrossX), (float)(y0 - acrossY), (float)(x1 - acrossX), (float)(y1 - acrossY),
            (float)(x0 + acrossX), (float)(y0 + acrossY), (float)(x1 + acrossX), (float)(y1 + acrossY),
        ]);
    }

    /// <summary>What was drawn since <see cref="Begin"/>, before it is shown.</summary>
    public ImageFrame ReadBack()
    {
        var (rgb, row) = (new byte[_size.Width * _size.Height * 3], _size.Width * 3);
        _gl.PixelStore(PixelStoreParameter.PackAlignment, 1);
        _gl.ReadPixels(0, 0, (uint)_size.Width, (uint)_size.Height, PixelFormat.Rgb, PixelType.UnsignedByte, rgb.AsSpan());

        // OpenGL's first row is the lowest.
        var upright = new byte[rgb.Length];
        for (var y = 0; y < _size.Height; y++)
        {
            rgb.AsSpan((_size.Height - 1 - y) * row, row).CopyTo(upright.AsSpan(y * row));
        }

        return new ImageFrame(_size.Width, _size.Height, upright);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _gl.DeleteVertexArray(_corners);
        _gl.DeleteProgram(_program);
    }

    private static ReadOnlySpan<float> Corners(Box box) => (float[])
    [
        box.X, box.Y, box.X + box.Width, box.Y, box.X, box.Y + box.Height, box.X + box.Width, box.Y + box.Height,
    ];

    private void Draw(int kind, Rgb colour, float radius, ReadOnlySpan<float> corners)
    {
        _gl.Uniform1(At("kind"), kind);
        _gl.Uniform1(At("radius"), radius);
        _gl.Uniform3(At("colour"), colour.R / 255f, colour.G / 255f, colour.B / 255f);
        _gl.Uniform2(At("corners"), 4, corners);
        _gl.DrawArrays(PrimitiveType.TriangleStrip, 0, 4);
    }

    private int At(string uniform) => _gl.GetUniformLocation(_program, uniform);

    private uint Compile(ShaderType type, string source)
    {
        var shader = _gl.CreateShader(type);
        _gl.ShaderSource(shader, source);
        _gl.CompileShader(shader);
        return _gl.GetShader(shader, ShaderParameterName.CompileStatus) != 0 ? shader
            : throw new WindowException($"The graphics driver refuses a shader ({type}): {_gl.GetShaderInfoLog(shader)}");
    }

    private uint Link(uint vertex, uint fragment)
    {
        var program = _gl.CreateProgram();
        _gl.AttachShader(program, vertex);
        _gl.AttachShader(program, fragment);
        _gl.LinkProgram(program);
        _gl.DeleteShader(vertex);
        _gl.DeleteShader(fragment);
        return _gl.GetProgram(program, ProgramPropertyARB.LinkStatus) != 0 ? program
            : throw new WindowException($"The graphics driver refuses the shaders: {_gl.GetProgramInfoLog(program)}");
    }
}
