using System.Reflection;
using System.Runtime.InteropServices;

namespace Agentic.Viewer.Window;

/// <summary>Finds and loads the system's GLFW, once for the process.</summary>
public static class GlfwLibrary
{
    /// <summary>The environment variable that names the library's file, where it is not one that the system finds by itself.</summary>
    public const string Variable = "AGENTIC_GLFW";

    /// <summary>How the library is had on Debian and Ubuntu.</summary>
    public const string Install = "apt-get install -y --no-install-recommends libglfw3 libgl1-mesa-dri";

    /// <summary>The name under which the generated calls ask for it.</summary>
    internal const string Name = "agentic-glfw";

    private static readonly string[] Files = ["libglfw.so.3", "libglfw.3.dylib", "glfw3.dll"];
    // A failure is not remembered: the library may be installed meanwhile.
    private static readonly Lazy<nint> Handle = new(() => Find(Environment.GetEnvironmentVariable(Variable), file => NativeLibrary.TryLoad(file, out var handle) ? handle : 0), LazyThreadSafetyMode.PublicationOnly);

    static GlfwLibrary() => NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == Name ? Handle.Value : 0);

    /// <summary>Its handle; loads it when it is asked for first.</summary>
    /// <exception cref="WindowException">It is not there.</exception>
    public static nint Require() => Handle.Value;

    /// <summary>The library's handle.</summary>
    /// <param name="named">The value of <see cref="Variable"/>.</param>
    /// <param name="load">Loads a file; 0 when it cannot.</param>
    internal static nint Find(string? named, Func<string, nint> load)
    {
        if (!string.IsNullOrEmpty(named))
        {
            return load(named) is var chosen and not 0 ? chosen
                : throw new WindowException($"{Variable} names '{named}', which is no library that can be loaded here. Name the file, such as /usr/lib/x86_64-linux-gnu/{Files[0]}, or leave the variable out.");
        }

        return Files.Select(load).FirstOrDefault(handle => handle != 0) is var found and not 0 ? found
            : throw new WindowException($"A window needs GLFW, and there is no {Files[0]} here. On Debian or Ubuntu: {Install}. A file elsewhere is named by {Variable}=PATH. Without it: watch --terminal, or the page.");
    }
}
