using System.Diagnostics;
using System.Runtime.InteropServices;
using Agentic.Testing;

namespace Agentic.VisionPolicy.Tests.Runtime;

/// <summary>A library that is linked with a runtime of another name, as libtorch's is: three functions with the CUDA runtime's signatures, compiled here.</summary>
public sealed class DeviceMemoryTests : IDisposable
{
    private const string Source = """
        #include <stddef.h>
        static int present = 1;
        int cudaGetDevice(int *index) { *index = present; return 0; }
        int cudaSetDevice(int index) { if (index > 2) return 101; present = index; return 0; }
        int cudaMemGetInfo(size_t *free, size_t *total) { *free = 1000 * (present + 1); *total = 5000000000; return 0; }
        """;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Free_and_whole_memory_of_the_device_are_read_through_what_the_library_depends_on()
    {
        var library = Library();
        Assert.Equal(new DeviceMemory(3000, 5_000_000_000), DeviceMemory.Read(library, 2));
        Assert.Equal(new DeviceMemory(1000, 5_000_000_000), DeviceMemory.Read(library, 0));
        // The thread's own device is the present one again.
        Assert.True(NativeLibrary.TryGetExport(library, "cudaGetDevice", out var get));
        Assert.Equal(0, Marshal.GetDelegateForFunctionPointer<GetDevice>(get)(out var present));
        Assert.Equal(1, present);
    }

    [Fact]
    public void A_runtime_that_refuses_gives_nothing() => Assert.Null(DeviceMemory.Read(Library(), 3));

    [Fact]
    public void A_library_without_the_runtime_gives_nothing() => Assert.Null(DeviceMemory.Read(NativeLibrary.Load("libc.so.6"), 0));

    public void Dispose() => _folder.Dispose();

    private nint Library()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "runtime.c"), Source);
        File.WriteAllText(Path.Combine(_folder.Path, "empty.c"), "");
        Compile("-o", "libruntime-1234abcd.so.12", "runtime.c");
        Compile("-o", "libabove.so", "empty.c", "-Wl,--no-as-needed", "-L.", "-l:libruntime-1234abcd.so.12", "-Wl,-rpath,$ORIGIN");
        return NativeLibrary.Load(Path.Combine(_folder.Path, "libabove.so"));
    }

    private void Compile(params string[] arguments)
    {
        var start = new ProcessStartInfo("gcc", ["-shared", "-fPIC", .. arguments]) { WorkingDirectory = _folder.Path, RedirectStandardError = true };
        try
        {
            using var compiler = Process.Start(start)!;
            var said = compiler.StandardError.ReadToEnd();
            compiler.WaitForExit();
            Assert.True(compiler.ExitCode == 0, said);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("gcc is not here to compile a stand-in for the CUDA runtime.");
        }
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int GetDevice(out int index);
}
