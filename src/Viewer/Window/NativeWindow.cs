using System.Runtime.InteropServices;
using System.Text;
using Silk.NET.OpenGL;

namespace Agentic.Viewer.Window;

/// <summary>A window of the desktop with an OpenGL 3.3 core context. Made, used and disposed on one thread; one at a time.</summary>
public sealed class NativeWindow : IDisposable
{
    private readonly nint _window;
    private readonly List<WindowInput> _inputs = [];

    // The library keeps only the addresses: they must not be collected while the window lives.
    private readonly Delegate[] _callbacks;
    private (double X, double Y) _pointer;
    private bool _isDisposed;

    /// <summary>Opens it.</summary>
    /// <param name="title">What stands above it.</param>
    /// <param name="width">Its width, in the desktop's units.</param>
    /// <param name="height">Its height.</param>
    /// <param name="waitsForScreen">Whether <see cref="Show"/> waits for the screen, so that nothing tears.</param>
    /// <exception cref="WindowException">There is no library, no desktop, or no such context.</exception>
    public NativeWindow(string title, int width, int height, bool waitsForScreen = true)
    {
        GlfwLibrary.Require();
        if (Glfw.glfwInit() != Glfw.True)
        {
            throw new WindowException($"No window can be opened here: {LastError()}. A desktop is needed (on X11 the variable DISPLAY names it); without one: watch --terminal, or the page.");
        }

        Glfw.glfwWindowHint(Glfw.ContextVersionMajor, 3);
        Glfw.glfwWindowHint(Glfw.ContextVersionMinor, 3);
        Glfw.glfwWindowHint(Glfw.OpenGlProfile, Glfw.OpenGlCoreProfile);
        Glfw.glfwWindowHint(Glfw.OpenGlForwardCompat, Glfw.True);
        _window = Glfw.glfwCreateWindow(width, height, title, 0, 0);
        if (_window == 0)
        {
            var reason = LastError();
            Glfw.glfwTerminate();
            throw new WindowException($"A window with OpenGL 3.3 cannot be opened here: {reason}. Mesa draws without a graphics card too: {GlfwLibrary.Install}");
        }

        Glfw.glfwMakeContextCurrent(_window);
        Glfw.glfwSwapInterval(waitsForScreen ? 1 : 0);
        Gl = GL.GetApi(Glfw.glfwGetProcAddress);
        _callbacks = Listen();
    }

    /// <summary>The drawing calls of its context.</summary>
    public GL Gl { get; }

    /// <summary>Whether somebody closed it.</summary>
    public bool IsClosing => Glfw.glfwWindowShouldClose(_window) != 0;

    /// <summary>Pixels that are drawn.</summary>
    public (int Width, int Height) Size
    {
        get
        {
            Glfw.glfwGetFramebufferSize(_window, out var width, out var height);
            return (width, height);
        }
    }

    /// <summary>The library's own handle.</summary>
    internal nint Handle => _window;

    /// <summary>Changes what stands above it.</summary>
    public void SetTitle(string title) => Glfw.glfwSetWindowTitle(_window, title);

    /// <summary>What was done since it was asked last; waits for something to be done, but no longer than told.</summary>
    /// <param name="patience">Seconds; 0 for not waiting.</param>
    public IReadOnlyList<WindowInput> TakeInputs(double patience)
    {
        if (patience > 0)
        {
            Glfw.glfwWaitEventsTimeout(patience);
        }
        else
        {
            Glfw.glfwPollEvents();
        }

        WindowInput[] inputs = [.. _inputs];
        _inputs.Clear();
        return inputs;
    }

    /// <summary>Shows what was drawn.</summary>
    public void Show() => Glfw.glfwSwapBuffers(_window);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        Gl.Dispose();
        Glfw.glfwDestroyWindow(_window);
        Glfw.glfwTerminate();
        GC.KeepAlive(_callbacks);
    }

    private static string LastError()
    {
        Glfw.glfwGetError(out var words);
        return words == 0 ? "the library gives no reason" : Marshal.PtrToStringUTF8(words) ?? "";
    }

    private Delegate[] Listen()
    {
        Glfw.KeyCallback key = (_, code, _, action, mods) =>
        {
            if (action is Glfw.Press or Glfw.Repeat)
            {
                _inputs.Add(new WindowInput.Key((WindowKey)code, (KeyMods)mods));
            }
        };
        Glfw.CharCallback letter = (_, code) =>
        {
            if (Rune.IsValid(code))
            {
                _inputs.Add(new WindowInput.Letter(new Rune(code).ToString()));
            }
        };
        Glfw.ButtonCallback button = (_, number, action, _) => _inputs.Add(new WindowInput.Button(number, action == Glfw.Press, _pointer.X, _pointer.Y));
        Glfw.PairCallback pointer = (_, x, y) =>
        {
            // A desktop may have several pixels to a unit.
            Glfw.glfwGetWindowSize(_window, out var width, out var height);
            var size = Size;
            _pointer = (x * size.Width / Math.Max(1, width), y * size.Height / Math.Max(1, height));
            _inputs.Add(new WindowInput.Pointer(_pointer.X, _pointer.Y));
        };
        Glfw.PairCallback wheel = (_, x, y) => _inputs.Add(new WindowInput.Wheel(x, y));
        Glfw.glfwSetKeyCallback(_window, Marshal.GetFunctionPointerForDelegate(key));
        Glfw.glfwSetCharCallback(_window, Marshal.GetFunctionPointerForDelegate(letter));
        Glfw.glfwSetMouseButtonCallback(_window, Marshal.GetFunctionPointerForDelegate(button));
        Glfw.glfwSetCursorPosCallback(_window, Marshal.GetFunctionPointerForDelegate(pointer));
        Glfw.glfwSetScrollCallback(_window, Marshal.GetFunctionPointerForDelegate(wheel));
        return [key, letter, button, pointer, wheel];
    }
}
