namespace Agentic.Worlds.Code.Sandbox;

/// <summary>A sandbox of util-linux alone: every namespace, a root of bind mounts, no capability, no further user namespace.</summary>
internal static class UnshareScript
{
    // Runs as root of a user namespace of its own. A mount that fails ends it, before the command has run.
    private const string Script = $$"""
        set -e
        tree="$1"; scratch="$2"; shift 2
        echo 0 > /proc/sys/user/max_user_namespaces
        for root in /mnt /media /srv /opt; do if [ -d "$root" ]; then break; fi; done
        mount -t tmpfs -o "size=$scratch,mode=755" none "$root"
        mkdir -p "$root/usr" "$root/proc" "$root/dev/shm" "$root/tmp" "$root/repo" "$root/old" "$root/etc"
        mount --rbind /usr "$root/usr"; mount -o remount,bind,ro,nosuid,nodev "$root/usr"
        for folder in /bin /sbin /lib /lib64; do
          if [ -L "$folder" ]; then ln -s "usr$folder" "$root$folder"
          elif [ -d "$folder" ]; then mkdir -p "$root$folder"; mount --rbind "$folder" "$root$folder"; mount -o remount,bind,ro,nosuid,nodev "$root$folder"; fi
        done
        if [ -e /etc/ld.so.cache ]; then touch "$root/etc/ld.so.cache"; mount --bind /etc/ld.so.cache "$root/etc/ld.so.cache"; fi
        if [ -e /etc/alternatives ]; then mkdir "$root/etc/alternatives"; mount --bind /etc/alternatives "$root/etc/alternatives"; fi
        for node in null zero full random urandom; do touch "$root/dev/$node"; mount --bind "/dev/$node" "$root/dev/$node"; done
        ln -s /proc/self/fd "$root/dev/fd"; ln -s /proc/self/fd/0 "$root/dev/stdin"; ln -s /proc/self/fd/1 "$root/dev/stdout"; ln -s /proc/self/fd/2 "$root/dev/stderr"
        mount -t proc -o nosuid,nodev,noexec none "$root/proc"
        mount -t tmpfs -o "size=$scratch,nosuid,nodev" none "$root/dev/shm"
        if [ -n "$tree" ]; then mount --bind "$tree" "$root/repo"; else mount -t tmpfs -o "size=$scratch" none "$root/repo"; fi
        mount -o remount,bind,nosuid,nodev "$root/repo"
        hostname sandbox 2>/dev/null || true
        cd "$root"; pivot_root . old; umount -l /old; rmdir /old
        mkdir -p /tmp; mount -t tmpfs -o "size=$scratch,mode=1777,nosuid,nodev" none /tmp
        mount -o remount,bind,ro /
        cd /repo
        echo {{SandboxLaunch.IsUp}} >&8; exec 8>&-
        # The first process of a namespace is spared most signals, so the command is its child.
        exec setsid setpriv --inh-caps=-all --ambient-caps=-all --bounding-set=-all --no-new-privs -- /bin/sh -c '"$@"; exit $?' sh "$@"
        """;

    public static List<string> Prepare(SandboxCommand command, IReadOnlyList<string> limited) =>
    [
        "env", "-i", .. SandboxCommand.Environment.Select(pair => $"{pair.Name}={pair.Value}").Where(pair => !pair.StartsWith("PATH=", StringComparison.Ordinal)),
        "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
        "unshare", "--user", "--map-root-user", "--mount", "--pid", "--net", "--ipc", "--uts", "--cgroup", "--fork", "--kill-child", "--mount-proc", "--",
        "/bin/sh", "-c", Script, "sh", command.Tree ?? "", $"{command.Limits.ScratchBytes}", .. limited,
    ];
}
