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

    /// <summary>Written into the status by layers that do not say themselves how a command ended, once all is set up.</summary>
    public const string IsUp = "up";

    private const string SayUp = $"echo {IsUp} >&8; exec 8>&-; exec \"$@\"";

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
    /// <param name="status">Where it is written whether the command was run; null where nobody asks.</param>
    public static IReadOnlyList<string> Prepare(SandboxLayer layer, SandboxCommand command, SandboxHome home, string? status = null) => layer switch
    {
        SandboxLayer.Bubblewrap => [.. Handed(status, home.FilterFile), .. AsStranger(), .. Bubblewrap(command, status is not null)],
        SandboxLayer.Unshare => [.. Handed(status), "setpriv", "--pdeathsig", "KILL", .. IsRoot ? Identity : [], "--", .. UnshareScript.Prepare(command, Limited(command))],
        SandboxLayer.Weak => [.. Handed(status), .. Weak(command)],
        _ => throw new SandboxFaultException($"There is no sandbox on this machine. {SandboxProbe.State.Fix}", isRetryable: false),
    };

    // The status and the filter are handed over as numbered files that this shell opens: it replaces itself by the sandbox. What is made in there has
    // the usual mode, whatever the mask of the user who runs this.
    private static string[] Handed(string? status, string? filter = null) =>
        ["/bin/sh", "-c", $"umask 022; exec 8>\"$1\"{(filter is null ? "" : " 9<\"$2\"")}; shift 2; exec \"$@\"", "sh", status ?? "/dev/null", filter ?? ""];

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
        // The limit is on all that this user runs, here and elsewhere; on what root runs there is none.
        var limited = Limited(command, UserTasks.Count());
        line.AddRange(limited[..^command.Arguments.Length]);
        line.AddRange(["/bin/sh", "-c", SayUp, "sh", .. command.Arguments]);
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
