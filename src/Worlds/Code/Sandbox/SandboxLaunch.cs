using System.Globalization;

namespace Agentic.Worlds.Code.Sandbox;

/// <summary>The command line that puts a command behind a layer.</summary>
/// <remarks>
/// The root account is not bound by the limit on processes, so it becomes <see cref="Stranger"/> first. Limits are set innermost, where
/// they count the sandbox's own processes alone.
/// </remarks>
internal static class SandboxLaunch
{
    /// <summary>User and group that a sandbox started by root runs as: one that owns nothing.</summary>
    public const int Stranger = 59_999;

    // The filter and the status are handed over as numbered files that this shell opens: it replaces itself by the sandbox.
    private const string Handover = "exec 9<\"$1\" 8>\"$2\"; shift 2; exec \"$@\"";

    private static readonly string[] Identity = ["--reuid", $"{Stranger}", "--regid", $"{Stranger}", "--clear-groups"];
    private static readonly string[] SystemFolders = ["/bin", "/sbin", "/lib", "/lib64"];
    private static readonly string[] SystemFiles = ["/etc/ld.so.cache", "/etc/alternatives"];

    /// <summary>
    /// Whether this process is root's, and can become somebody else: root of a namespace that holds no other user cannot, and need not, since limits bind
    /// whoever it is outside.
    /// </summary>
    public static bool IsRoot { get; } = Environment.IsPrivilegedProcess && IdMap.Has(Stranger);

    /// <summary>Program and arguments to start.</summary>
    /// <param name="layer">Which layer.</param>
    /// <param name="command">What to run behind it.</param>
    /// <param name="home">Where the filter lies.</param>
    /// <param name="status">Where bubblewrap writes what became of the command; null where nobody asks.</param>
    public static IReadOnlyList<string> Prepare(SandboxLayer layer, SandboxCommand command, SandboxHome home, string? status = null) => layer switch
    {
        SandboxLayer.Bubblewrap => ["/bin/sh", "-c", Handover, "sh", home.FilterFile, status ?? "/dev/null", .. AsStranger(), .. Bubblewrap(command, status is not null)],
        SandboxLayer.Unshare => ["setpriv", "--pdeathsig", "KILL", .. IsRoot ? Identity : [], "--", .. UnshareScript.Prepare(command, Limited(command))],
        SandboxLayer.Weak => Weak(command),
        _ => throw new SandboxFaultException($"There is no sandbox on this machine. {SandboxProbe.State.Fix}", isRetryable: false),
    };

    private static IEnumerable<string> AsStranger() => IsRoot ? ["setpriv", .. Identity, "--"] : [];

    private static List<string> Bubblewrap(SandboxCommand command, bool hasStatus)
    {
        var scratch = command.Limits.ScratchBytes.ToString(CultureInfo.InvariantCulture);
        List<string> line =
        [
            "bwrap", "--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try",
            "--die-with-parent", "--new-session", "--uid", "1000", "--gid", "1000", "--hostname", "sandbox", "--cap-drop", "ALL", "--seccomp", "9",
            "--clearenv", "--ro-bind", "/usr", "/usr",
        ];
        foreach (var folder in SystemFolders)
        {
            line.AddRange(Directory.ResolveLinkTarget(folder, false) is null ? ["--ro-bind-try", folder, folder] : ["--symlink", $"usr{folder}", folder]);
        }

        foreach (var file in SystemFiles)
        {
            line.AddRange(["--ro-bind-try", file, file]);
        }

        line.AddRange(["--proc", "/proc", "--dev", "/dev", "--size", scratch, "--tmpfs", "/dev/shm", "--remount-ro", "/dev", "--perms", "1777", "--size", scratch, "--tmpfs", "/tmp"]);
        line.AddRange(command.Tree is { } tree ? ["--bind", tree, SandboxCommand.WorkFolder] : ["--size", scratch, "--tmpfs", SandboxCommand.WorkFolder]);
        foreach (var (name, value) in SandboxCommand.Environment)
        {
            line.AddRange(["--setenv", name, value]);
        }

        line.AddRange(hasStatus ? ["--json-status-fd", "8"] : []);
        line.AddRange(["--remount-ro", "/", "--chdir", SandboxCommand.WorkFolder, "--", .. Limited(command)]);
        return line;
    }

    private static List<string> Weak(SandboxCommand command)
    {
        List<string> line = ["setsid", "--wait", "env", "-i", "-C", command.Tree ?? Path.GetTempPath()];
        line.AddRange(SandboxCommand.Environment.Select(pair => $"{pair.Name}={pair.Value}"));
        // Root is not counted; anybody else's limit is on all that they run, here and elsewhere.
        line.AddRange(Limited(command, IsRoot ? 0 : UserTasks.Count()));
        return line;
    }

    /// <summary>The command under its limits.</summary>
    /// <param name="command">What to run.</param>
    /// <param name="others">Processes and threads that count beside its own.</param>
    private static List<string> Limited(SandboxCommand command, int others = 0)
    {
        var limits = command.Limits;
        return
        [
            "prlimit", $"--cpu={limits.CpuSeconds}:{limits.CpuSeconds + 1}", $"--as={2 * limits.MemoryBytes}", $"--nproc={limits.Processes + others}", $"--nofile={limits.OpenFiles}",
            $"--fsize={limits.FileBytes}", "--core=0", "--memlock=65536", "--msgqueue=0", "--", .. command.Arguments,
        ];
    }
}
