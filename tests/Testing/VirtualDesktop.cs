using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Agentic.Testing;

/// <summary>A desktop without a screen (Xvfb) for tests that open windows, and hands that press its keys and buttons.</summary>
/// <remarks>Xvfb is found on the PATH, or named by AGENTIC_XVFB. Where there is none, <see cref="Missing"/> says so.</remarks>
public sealed partial class VirtualDesktop : IDisposable
{
    private const int KeyPress = 2;
    private const int KeyRelease = 3;
    private const int ButtonPress = 4;
    private const int ButtonRelease = 5;
    private const int MotionNotify = 6;

    private readonly Process? _server;
    private readonly nint _display;
    private uint _time = 1000;

    /// <summary>Starts it.</summary>
    public VirtualDesktop()
    {
        if (Find() is not { } program)
        {
            Missing = "there is no Xvfb; on Debian or Ubuntu: apt-get install -y --no-install-recommends xvfb, or name it by AGENTIC_XVFB";
            return;
        }

        _server = Process.Start(new ProcessStartInfo(program, ["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginErrorReadLine();
        if (_server.StandardOutput.ReadLine() is not { Length: > 0 } number)
        {
            Missing = $"'{program}' did not start";
            return;
        }

        // The library asks its own C runtime, which does not see what .NET keeps for itself.
        _ = setenv("DISPLAY", $":{number}", 1);
        _ = unsetenv("WAYLAND_DISPLAY");
        _display = XOpenDisplay($":{number}");
        Missing = _display == 0 ? $"the display :{number} cannot be opened" : null;
    }

    /// <summary>Why there is no desktop; null when there is one.</summary>
    public string? Missing { get; }

    /// <summary>Presses and releases a key of a window.</summary>
    /// <param name="window">The window's X11 number.</param>
    /// <param name="symbol">The key's X11 symbol: a letter's ASCII code, 0xff52 for the arrow up, and so on.</param>
    public void Press(nint window, uint symbol)
    {
        var code = XKeysymToKeycode(_display, symbol);
        Send(window, KeyPress, 0, 0, code);
        Send(window, KeyRelease, 0, 0, code);
    }

    /// <summary>Moves the pointer over a window.</summary>
    public void Move(nint window, int x, int y) => Send(window, MotionNotify, x, y, 0);

    /// <summary>Presses a button at a place of a window.</summary>
    /// <param name="window">The window's X11 number.</param>
    /// <param name="x">Pixels from its left.</param>
    /// <param name="y">Pixels from its top.</param>
    /// <param name="button">1 left, 3 right, 4 and 5 a notch of the wheel up and down.</param>
    public void Down(nint window, int x, int y, uint button = 1)
    {
        Move(window, x, y);
        Send(window, ButtonPress, x, y, button);
    }

    /// <summary>Releases it.</summary>
    /// <param name="window">The window's X11 number.</param>
    /// <param name="x">Pixels from its left.</param>
    /// <param name="y">Pixels from its top.</param>
    /// <param name="button">Which.</param>
    public void Up(nint window, int x, int y, uint button = 1)
    {
        Move(window, x, y);
        Send(window, ButtonRelease, x, y, button);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_display != 0)
        {
            _ = XCloseDisplay(_display);
        }

        if (_server is not null)
        {
            _server.Kill();
            _server.WaitForExit();
            _server.Dispose();
        }
    }

    private static string? Find() => Environment.GetEnvironmentVariable("AGENTIC_XVFB") is { Length: > 0 } named
        ? File.Exists(named) ? named : null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "Xvfb")).FirstOrDefault(File.Exists);

    // A sent event goes to the program that made the window, as a key of a real keyboard would.
    private unsafe void Send(nint window, int type, int x, int y, uint detail)
    {
        var input = new InputEvent
        {
            Type = type,
            Display = _display,
            Window = window,
            Root = XDefaultRootWindow(_display),
            Time = _time++,
            X = x,
            Y = y,
            RootX = x,
            RootY = y,
            Detail = detail,
            SameScreen = 1,
        };
        var room = stackalloc byte[192];
        new Span<byte>(room, 192).Clear();
        *(InputEvent*)room = input;
        _ = XSendEvent(_display, window, 0, 0, room);
        _ = XSync(_display, 0);
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int setenv(string name, string value, int overwrite);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int unsetenv(string name);

    [LibraryImport("libX11.so.6", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint XOpenDisplay(string name);

    [LibraryImport("libX11.so.6")]
    private static partial int XCloseDisplay(nint display);

    [LibraryImport("libX11.so.6")]
    private static partial nint XDefaultRootWindow(nint display);

    [LibraryImport("libX11.so.6")]
    private static partial byte XKeysymToKeycode(nint display, nuint symbol);

    [LibraryImport("libX11.so.6")]
    private static unsafe partial int XSendEvent(nint display, nint window, int propagate, nint mask, byte* input);

    [LibraryImport("libX11.so.6")]
    private static partial int XSync(nint display, int discard);

    /// <summary>XKeyEvent, XButtonEvent and XMotionEvent are laid out alike.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct InputEvent
    {
        public int Type;
        public nuint Serial;
        public int SendEvent;
        public nint Display;
        public nint Window;
        public nint Root;
        public nint Subwindow;
        public nuint Time;
        public int X;
        public int Y;
        public int RootX;
        public int RootY;
        public uint State;
        public uint Detail;
        public int SameScreen;
    }
}
