using System.Runtime.InteropServices;
using Agentic.Viewer.Window;
using Agentic.VisionPolicy;
using Agentic.Worlds;

namespace Agentic.Cli;

/// <summary>One thing that was looked at.</summary>
/// <param name="What">What it is.</param>
/// <param name="IsFine">Whether it is as it should be.</param>
/// <param name="IsNeeded">Whether the program cannot do without.</param>
/// <param name="State">What was found.</param>
/// <param name="WayOut">What to do when it is not fine.</param>
internal sealed record Finding(string What, bool IsFine, bool IsNeeded, string State, string WayOut);

/// <summary>Looks at this machine.</summary>
internal static class MachineChecks
{
    private const long WantedBytes = 2L << 30;

    /// <param name="fix">Whether to put right what can be put right here: folders that are missing.</param>
    public static IReadOnlyList<Finding> Run(bool fix) =>
    [
        new(".NET", Environment.Version.Major >= 10, true, RuntimeInformation.FrameworkDescription, "Install the .NET 10 SDK: https://dot.net/download"),
        new("system", OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64, false,
            $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}, {Environment.ProcessorCount} cores", "Linux on x64 is what is tested."),
        Torch(),
        Cuda(),
        Cache(fix),
        Memory(),
        Window(fix),
        .. Needs(fix),
    ];

    /// <summary>What worlds need beside the process.</summary>
    private static IEnumerable<Finding> Needs(bool fix)
    {
        foreach (var entry in WorldCatalog.All.Where(entry => entry.Need is not null))
        {
            var need = entry.Need!();
            if (!need.IsThere && fix && AptInstall.CanRun)
            {
                AptInstall.Run(need.WayOut);
                need = entry.Need();
            }

            yield return new(need.What, need.IsThere, false, $"{need.State} (for world '{entry.Name}')", AptInstall.CanRun ? $"{need.WayOut}, or 'agentic doctor --fix'" : $"As root: {need.WayOut}");
        }
    }

    private static Finding Torch()
    {
        const string WayOut = "Run 'dotnet restore' again with a network, or name a libtorch folder as the message says.";
        try
        {
            TorchRuntime.Load();
            return new("libtorch", true, true, "loads", WayOut);
        }
        catch (Exception error)
        {
            // Every way in which native code can fail to load is a finding here, not a crash.
            return new("libtorch", false, true, error.Message, WayOut);
        }
    }

    private static Finding Cuda()
    {
        const string WayOut = $"To use an NVIDIA GPU, name the folder of a CUDA libtorch with {TorchRuntime.FolderVariable}=DIR, or build with 'dotnet build -c Release -p:Cuda=true'; nvidia-smi must list the GPU.";
        try
        {
            var devices = ComputeDevice.CudaDevices();
            var state = devices switch
            {
                null => "libtorch is a build for the CPU",
                0 => "libtorch is a CUDA build, but sees no device",
                _ => string.Join(", ", Enumerable.Range(0, devices.Value).Select(index => ComputeDevice.Of($"cuda:{index}")).Select(device => $"{device}: {device.Memory()?.ToString() ?? "memory unknown"}")),
            };
            return new("CUDA", devices > 0, false, state, WayOut);
        }
        catch (Exception error)
        {
            return new("CUDA", false, false, error.Message, WayOut);
        }
    }

    private static Finding Window(bool fix)
    {
        if (fix && AptInstall.CanRun && !IsThere(out _))
        {
            AptInstall.Run(GlfwLibrary.Install);
        }

        var isThere = IsThere(out var state);
        return new("window", isThere, false, state, AptInstall.CanRun ? $"{GlfwLibrary.Install}, or 'agentic doctor --fix'" : $"As root: {GlfwLibrary.Install}");

        static bool IsThere(out string state)
        {
            try
            {
                GlfwLibrary.Require();
                state = "GLFW loads (for watch --window and play --window)";
                return true;
            }
            catch (WindowException missing)
            {
                state = missing.Message;
                return false;
            }
        }
    }

    private static Finding Cache(bool fix)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var folder = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set ? set : Path.Combine(home, ".cache");
        try
        {
            if (fix)
            {
                Directory.CreateDirectory(folder);
            }

            var isThere = Directory.Exists(folder);
            return new("cache folder", isThere, false, isThere ? folder : $"{folder} is missing", $"mkdir -p {folder}, or 'agentic doctor --fix'");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new("cache folder", false, false, error.Message, "Name a folder that can be written in XDG_CACHE_HOME.");
        }
    }

    private static Finding Memory()
    {
        var bytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return new("memory", bytes >= WantedBytes, false, $"{bytes / (double)(1 << 30):0.0} GiB", "Training the built-in policy wants 2 GiB; use fewer workers and smaller batches.");
    }
}
