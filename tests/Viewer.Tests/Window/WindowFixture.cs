using System.Runtime.InteropServices;
using Agentic.Testing;
using Agentic.Viewer.Window;

namespace Agentic.Viewer.Tests.Windows;

/// <summary>One desktop for all tests that open windows; they run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class WindowCollection : ICollectionFixture<VirtualDesktop>
{
    public const string Name = "windows";
}

/// <summary>Opens windows where that is possible, and skips a test by name of what is missing where it is not.</summary>
internal static class WindowOf
{
    private delegate nuint GetX11Window(nint window);

    public static NativeWindow Open(VirtualDesktop desktop, int width, int height)
    {
        Assert.SkipWhen(desktop.Missing is not null, $"No window can be tested: {desktop.Missing}");
        try
        {
            GlfwLibrary.Require();
        }
        catch (WindowException missing)
        {
            Assert.Skip($"No window can be tested: {missing.Message}");
        }

        return new NativeWindow("test", width, height, waitsForScreen: false);
    }

    /// <summary>The X11 number of a window.</summary>
    public static nint NumberOf(NativeWindow window) =>
        (nint)Marshal.GetDelegateForFunctionPointer<GetX11Window>(NativeLibrary.GetExport(GlfwLibrary.Require(), "glfwGetX11Window"))(window.Handle);
}
