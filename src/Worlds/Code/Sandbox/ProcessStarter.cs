using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Agentic.Worlds.Code.Sandbox;

/// <summary>Starts every sandbox from one thread that never ends.</summary>
/// <remarks>
/// A sandbox dies with its parent, and the kernel takes the thread that started it for the parent: a thread of the pool that is let go
/// would take its sandboxes with it.
/// </remarks>
internal static class ProcessStarter
{
    private const uint FirstInherited = 3;
    private const int CloseOnExec = 4;
    private static readonly BlockingCollection<(ProcessStartInfo Start, TaskCompletionSource<Process> Started)> Waiting = [];

    static ProcessStarter() => new Thread(Serve) { IsBackground = true, Name = "sandboxes" }.Start();

    /// <summary>Starts a process.</summary>
    /// <exception cref="SandboxFaultException">It could not be started.</exception>
    public static Task<Process> StartAsync(ProcessStartInfo start)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        Waiting.Add((start, started));
        return started.Task;
    }

    private static void Serve()
    {
        foreach (var (start, started) in Waiting.GetConsumingEnumerable())
        {
            try
            {
                // What this process inherited, such as a lock's file, is not for the sandbox.
                _ = CloseRange(FirstInherited, uint.MaxValue, CloseOnExec);
                started.SetResult(Process.Start(start)!);
            }
            catch (Exception error) when (error is System.ComponentModel.Win32Exception or IOException or InvalidOperationException or EntryPointNotFoundException)
            {
                started.SetException(new SandboxFaultException($"The sandbox did not start: {error.Message}"));
            }
        }
    }

    [DllImport("libc", EntryPoint = "close_range")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CloseRange(uint first, uint last, int flags);
}
