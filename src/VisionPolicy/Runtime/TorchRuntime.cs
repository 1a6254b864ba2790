using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;
using TorchSharp;

namespace Agentic.VisionPolicy;

/// <summary>The one place that loads native code: libtorch and TorchSharp's bridge to it.</summary>
/// <remarks>
/// libtorch comes with the program, or from the folder that the environment variable <see cref="FolderVariable"/> names. TorchSharp's
/// bridge asks for a newer C++ library than Debian 12 has; there a private copy with one flag changed is used (<see cref="ElfVersions"/>).
/// </remarks>
public static class TorchRuntime
{
    /// <summary>Names a folder with another libtorch of a known version, CPU or CUDA.</summary>
    public const string FolderVariable = "AGENTIC_LIBTORCH";

    private const string NewCpp = "GLIBCXX_3.4.32";
    private static readonly string[] Dependencies = ["libgomp-98b21ff3.so.1", "libgomp.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so"];
    private static readonly string[] CudaDependencies = ["libc10_cuda.so", "libtorch_cuda.so"];
    private static readonly string[] KnownVersions = ["2.10", "2.11"];
    private static readonly Lazy<string> Loaded = new(LoadOnce);
    // Less one, so that nothing said means one. It flows to whatever the caller starts, and to nobody else.
    private static readonly AsyncLocal<int> TeamsHere = new();
    private static nint _bridge;

    /// <summary>Loads the libraries, once. Every entry point that makes tensors calls it first.</summary>
    /// <exception cref="TorchRuntimeException">Something is missing or does not fit; the message says what and what to do.</exception>
    public static void Load() => _ = Loaded.Value;

    /// <summary>What has been loaded, in one line, for people.</summary>
    public static string Describe() => Loaded.Value;

    /// <summary>The handle of libtorch's CUDA library once <see cref="Load"/> is done; 0 where libtorch is a build for the CPU.</summary>
    internal static nint CudaLibrary { get; private set; }

    /// <summary>How many of the threads that the caller starts compute at the same time after <see cref="TakeCores"/>; each gets its share of the cores. One by default.</summary>
    /// <remarks>
    /// Where teams have more threads than there are cores they sleep between two operators instead of waiting awake, and a small model learns
    /// at half its speed. The number of threads changes no result.
    /// </remarks>
    public static int Teams { get => TeamsHere.Value + 1; set => TeamsHere.Value = value - 1; }

    /// <summary>Gives the calling thread its share of the cores (<see cref="Teams"/>); every other thread computes alone, as each does at first.</summary>
    public static void TakeCores()
    {
        Load();
        // A thread takes the common number over when it first asks; that must not come later and undo what follows.
        _ = torch.get_num_threads();
        torch.set_num_threads(Math.Max(1, Environment.ProcessorCount / Teams));
        // That changed the common number too: another thread sets it back without touching ours.
        var other = new Thread(() => torch.set_num_threads(1));
        other.Start();
        other.Join();
    }

    /// <summary>Computes something on all cores, in a thread that ends with it and takes its team along.</summary>
    /// <exception cref="AggregateException">It failed.</exception>
    public static T OnAllCores<T>(Func<T> work)
    {
        var (result, failure) = (default(T)!, (Exception?)null);
        var thread = new Thread(() =>
        {
            try
            {
                TakeCores();
                result = work();
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        });
        thread.Start();
        thread.Join();
        return failure is null ? result : throw new AggregateException(failure);
    }

    private static string LoadOnce()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            throw new TorchRuntimeException(
                $"The policy runs on Linux x64, but this is {RuntimeInformation.OSDescription} {RuntimeInformation.ProcessArchitecture}. Worlds, rollouts by oracle and the viewer work without it.");
        }

        if (!Avx2.IsSupported)
        {
            throw new TorchRuntimeException("libtorch needs a processor with AVX2, and this one has none. Use another machine for the policy.");
        }

        var named = Environment.GetEnvironmentVariable(FolderVariable);
        var native = NativeFolder(named);
        var version = RequireKnownVersion(named);
        NativeHeap.KeepFreedMemory();
        Preload(native);
        ScriptExecutor.PlanAtOnce(NativeLibrary.Load(Path.Combine(native, "libtorch_cpu.so")));
        var bridge = Find("libLibTorchSharp.so", [Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"), AppContext.BaseDirectory, native]);
        var patched = !NativeLibrary.TryLoad(bridge, out _bridge);
        if (patched)
        {
            _bridge = LoadPatched(bridge);
        }

        NativeLibrary.SetDllImportResolver(typeof(torch).Assembly, (name, _, _) => name == "LibTorchSharp" ? _bridge : 0);
        torch.InitializeDeviceType(DeviceType.CPU);
        torch.set_num_threads(1);
        return $"libtorch {version} {(CudaLibrary == 0 ? "for CPU" : "for CUDA")} from {native}{(patched ? ", bridge adapted to this system's C++ library" : "")}, {Environment.ProcessorCount} threads";
    }

    private static string NativeFolder(string? named)
    {
        string[] places = named is null
            ? [Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"), AppContext.BaseDirectory]
            : [named, Path.Combine(named, "lib")];
        return Path.GetDirectoryName(Find("libtorch_cpu.so", places))!;
    }

    private static string Find(string file, IReadOnlyList<string> folders) =>
        folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
        ?? throw new TorchRuntimeException(
            $"'{file}' is not in {string.Join(" or ", folders)}. Build the Cli, which brings it along, or set {FolderVariable} to the folder of a libtorch {string.Join(" or ", KnownVersions)}.");

    private static string RequireKnownVersion(string? named)
    {
        if (named is null)
        {
            return "2.10.0";
        }

        // A libtorch archive says its version in build-version; a Python wheel in version.py beside lib.
        var build = new[] { Path.Combine(named, "build-version"), Path.Combine(named, "..", "build-version") }.FirstOrDefault(File.Exists);
        var wheel = new[] { Path.Combine(named, "version.py"), Path.Combine(named, "..", "version.py") }.FirstOrDefault(File.Exists);
        var text = build is not null ? File.ReadAllText(build).Trim()
            : wheel is not null ? File.ReadLines(wheel).FirstOrDefault(line => line.StartsWith("__version__", StringComparison.Ordinal))?.Split('\'').ElementAtOrDefault(1)
            : null;
        return text is not null && KnownVersions.Any(known => text.StartsWith(known + ".", StringComparison.Ordinal))
            ? text
            : throw new TorchRuntimeException(
                $"{FolderVariable}={named} holds libtorch {text ?? "of unknown version"}, but only {string.Join(" and ", KnownVersions)} are known to work. Name a folder of one of these, or unset the variable.");
    }

    private static void Preload(string folder)
    {
        foreach (var file in Dependencies.Concat(CudaDependencies).Select(name => Path.Combine(folder, name)).Where(File.Exists))
        {
            try
            {
                var library = NativeLibrary.Load(file);
                CudaLibrary = Path.GetFileName(file) == CudaDependencies[^1] ? library : CudaLibrary;
            }
            catch (DllNotFoundException exception)
            {
                throw new TorchRuntimeException($"'{file}' cannot be loaded: {exception.Message}", exception);
            }
        }
    }

    private static nint LoadPatched(string bridge)
    {
        try
        {
            var bytes = File.ReadAllBytes(bridge);
            var cache = Path.Combine(CacheFolder(), $"libLibTorchSharp-{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}.so");
            if (!File.Exists(cache))
            {
                ElfVersions.MakeWeak(bytes, NewCpp);
                Directory.CreateDirectory(Path.GetDirectoryName(cache)!);
                var temporary = $"{cache}.{Environment.ProcessId}";
                File.WriteAllBytes(temporary, bytes);
                File.Move(temporary, cache, overwrite: true);
            }

            return NativeLibrary.Load(cache);
        }
        catch (Exception exception) when (exception is DllNotFoundException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new TorchRuntimeException($"'{bridge}' cannot be loaded, adapted to this system's C++ library or not: {exception.Message}", exception);
        }
    }

    private static string CacheFolder()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Path.Combine(
            !string.IsNullOrEmpty(cache) ? cache : home.Length > 0 ? Path.Combine(home, ".cache") : Path.GetTempPath(), "agentic");
    }
}

/// <summary>The policy's native libraries cannot be used on this machine; the message says why and what to do.</summary>
public sealed class TorchRuntimeException(string message, Exception? inner = null) : Exception(message, inner);
