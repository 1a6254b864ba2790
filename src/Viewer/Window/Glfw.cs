using System.Runtime.InteropServices;

namespace Agentic.Viewer.Window;

/// <summary>The few calls into GLFW 3.3 that a window needs, under their own names. All of them from one thread.</summary>
internal static partial class Glfw
{
    public const int True = 1;
    public const int Press = 1;
    public const int Repeat = 2;
    public const int ContextVersionMajor = 0x00022002;
    public const int ContextVersionMinor = 0x00022003;
    public const int OpenGlForwardCompat = 0x00022006;
    public const int OpenGlProfile = 0x00022008;
    public const int OpenGlCoreProfile = 0x00032001;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void KeyCallback(nint window, int key, int scancode, int action, int mods);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void CharCallback(nint window, uint codepoint);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void ButtonCallback(nint window, int button, int action, int mods);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate void PairCallback(nint window, double x, double y);

    [LibraryImport(GlfwLibrary.Name)]
    public static partial int glfwInit();

    [LibraryImport(GlfwLibrary.Name)]
    public static partial void glfwTerminate();

    [LibraryImport(GlfwLibrary.Name)]
    public static partial int glfwGetError(out nint description);

    [LibraryImport(GlfwLibrary.Name)]
    public static partial void glfwWindowHint(int hint, int value);

    [LibraryImport(GlfwLibrary.Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint glfwCreateWindow(int width, int height, string title, nint monitor, nint share);

    [LibraryImport(GlfwLibrary.Name)]
    public static partial void glfwDestroyWindow(nint window);

    [LibraryImport(GlfwLibrary.Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial void glfwSetWindowTitle(nint window, string title);

    [LibraryImport(GlfwLibrary.Name)]
    public static partial int glfwWindowShouldClose(nint window);

    [LibraryImport(GlfwLibrary.Name)]
    public static partial void glfwGetWindowSize(nint window, out int width, out int height);

    [LibraryImport(GlfwLibrary.Name)]
    public static partial void glfwGetFramebufferSize(nint window, out int width, out int height);

    [LibraryImport(GlfwLibrary.Name)]
    public static partial void glfwMakeContextCurrent(nint window);

    [LibraryImport(GlfwLibrary.Name)]
    public static partial void glfwSwapInterval(int interval);

    [LibraryImport(GlfwLibrary.Name)]
    public static partial void glfwSwapBuffers(nint window);

    [LibraryImport(GlfwLibrary.Name, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint glfwGetProcAddress(string name);

    [LibraryImport(GlfwLibrary.Name)]
    public static partial void glfwPollEvents();

    [LibraryImport(GlfwLibrary.Name)]
    public static partial void glfwWaitEventsTimeout(double seconds);

    [LibraryImport(GlfwLibrary.Name)]
    public static partial nint glfwSetKeyCallback(nint window, nint callback);

    [LibraryImport(GlfwLibrary.Name)]
    public static partial nint glfwSetCharCallback(nint window, nint callback);

    [LibraryImport(GlfwLibrary.Name)]
    public static partial nint glfwSetMouseButtonCallback(nint window, nint callback);

    [LibraryImport(GlfwLibrary.Name)]
    public static partial nint glfwSetCursorPosCallback(nint window, nint callback);

    [LibraryImport(GlfwLibrary.Name)]
    public static partial nint glfwSetScrollCallback(nint window, nint callback);
}
