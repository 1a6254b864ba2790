using System.Diagnostics;
using Agentic.Testing;
using Agentic.Worlds.Code.Sandbox;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Tests.Code;

/// <summary>What a command tries in order to get out, or to disturb others. Each attempt runs behind both strong layers.</summary>
public sealed class SandboxEscapeTests
{
    public static TheoryData<SandboxLayer> Strong => [SandboxLayer.Bubblewrap, SandboxLayer.Unshare];

    [Theory, MemberData(nameof(Strong))]
    public async Task No_socket_of_any_family_reaches_anything(SandboxLayer layer)
    {
        using var play = new SandboxPlay(layer);
        var said = await play.PythonAsync("""
            import socket
            def attempt(name, work):
                try:
                    work(); print(name, 'REACHED')
                except OSError as error:
                    print(name, 'refused')
            for name, target in (('inet', (socket.AF_INET, ('1.1.1.1', 53))), ('loopback', (socket.AF_INET, ('127.0.0.1', 22))), ('inet6', (socket.AF_INET6, ('::1', 22)))):
                def work():
                    s = socket.socket(target[0], socket.SOCK_STREAM); s.settimeout(2); s.connect(target[1])
                attempt(name, work)
            def datagram():
                s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.sendto(b'x', ('8.8.8.8', 53))
            attempt('udp', datagram)
            attempt('packet', lambda: socket.socket(17, socket.SOCK_RAW, 3))
            attempt('raw', lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
            def abstract():
                s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM); s.connect('\0/tmp/.X11-unix/X0')
            attempt('abstract', abstract)
            """);
        Assert.DoesNotContain("REACHED", said);
        Assert.Equal(7, said.Split("refused").Length - 1);
        if (layer == SandboxLayer.Bubblewrap)
        {
            Assert.Equal("exit 97 97 97 97 97 1", await play.PythonAsync("""
                import socket
                codes = []
                for family in (socket.AF_INET, socket.AF_INET6, 16, 38, 40): # netlink, the kernel's ciphers, a virtual machine's host
                    try: socket.socket(family, socket.SOCK_DGRAM if family != 16 else socket.SOCK_RAW)
                    except OSError as error: codes.append(str(error.errno))
                import os
                try: os.memfd_create('m')
                except OSError as error: codes.append(str(error.errno))
                print(*codes)
                """));
        }
    }

    [Theory, MemberData(nameof(Strong))]
    public async Task Files_outside_the_tree_are_not_there_and_the_system_is_read_only(SandboxLayer layer)
    {
        using var secret = new TemporaryFolder();
        var file = secret.File("secret");
        await File.WriteAllTextAsync(file, "TOPSECRET");
        using var play = new SandboxPlay(layer);
        var (_, said) = await play.ShellAsync($"cat {file} /etc/shadow /etc/passwd /proc/1/root{file} /repo/../..{file}; ls /home /root /var /repo/..; echo x > /usr/x; echo x > /x; echo x > /etc/x; mkdir /proc/x; echo x > /dev/x");
        Assert.DoesNotContain("TOPSECRET", said);
        Assert.DoesNotContain("root:", said);
        var (_, rooms) = await play.ShellAsync("for f in /usr/x /x /etc/x /dev/x; do test -e $f && echo WRITTEN; done; ls /");
        Assert.DoesNotContain("WRITTEN", rooms);
        Assert.DoesNotContain("home", rooms);
        Assert.False(File.Exists("/usr/x"));
    }

    [Theory, MemberData(nameof(Strong))]
    public async Task Other_processes_are_neither_seen_nor_signalled(SandboxLayer layer)
    {
        using var play = new SandboxPlay(layer);
        var (_, seen) = await play.ShellAsync("for p in /proc/[0-9]*; do tr '\\0' ' ' < $p/cmdline; echo; done");
        Assert.DoesNotContain("dotnet", seen);
        Assert.DoesNotContain("Agentic", seen);
        var ours = Environment.ProcessId;
        var (_, said) = await play.ShellAsync($"kill -9 {ours}; cat /proc/{ours}/environ; ls /proc/{ours}; kill -TERM 1; kill -KILL -1; echo done");
        Assert.DoesNotContain("PATH=", said.Replace("/proc/", ""));
        Assert.False(Process.GetCurrentProcess().HasExited);
        var (outcome, _) = await play.ShellAsync("echo still here");
        Assert.Equal(new SandboxOutcome.Exited(0), outcome);
    }

    [Theory, MemberData(nameof(Strong))]
    public async Task Privileges_namespaces_devices_and_tracing_are_refused(SandboxLayer layer)
    {
        using var play = new SandboxPlay(layer);
        var said = await play.PythonAsync("""
            import ctypes, os
            libc = ctypes.CDLL(None, use_errno=True)
            def call(name, work):
                ctypes.set_errno(0)
                print(name, 'DONE' if work() >= 0 else 'refused')
            for name, flag in (('user', 0x10000000), ('mount', 0x20000), ('net', 0x40000000), ('pid', 0x20000000)):
                call('unshare ' + name, lambda: libc.unshare(flag))
            call('mount', lambda: libc.mount(b'none', b'/tmp', b'tmpfs', 0, None))
            call('umount', lambda: libc.umount2(b'/repo', 2))
            call('chroot', lambda: libc.chroot(b'/tmp'))
            call('device', lambda: libc.mknod(b'/repo/sda', 0o60660, os.makedev(254, 0)))
            call('ptrace', lambda: libc.ptrace(16, 1, 0, 0))
            call('setuid', lambda: libc.setuid(0) if os.getuid() != 0 else libc.setuid(12345))
            call('setns', lambda: libc.setns(os.open('/proc/self/ns/net', os.O_RDONLY), 0))
            call('hostname', lambda: libc.sethostname(b'pwned', 5))
            """);
        if (layer == SandboxLayer.Unshare)
        {
            // Without a filter of system calls its own processes, which are all that it sees, may trace each other.
            said = said.Replace("ptrace DONE", "ptrace refused");
        }

        Assert.DoesNotContain("DONE", said);
        Assert.Equal(12, said.Split("refused").Length - 1);
        var (_, status) = await play.ShellAsync("grep -E 'CapEff|CapPrm|CapBnd|NoNewPrivs|^Seccomp:' /proc/self/status | tr -d '\\t\\n '");
        Assert.StartsWith("CapPrm:0000000000000000CapEff:0000000000000000CapBnd:0000000000000000NoNewPrivs:1", status);
        Assert.Contains(layer == SandboxLayer.Bubblewrap ? "Seccomp:2" : "Seccomp:", status);
        var (_, nested) = await play.ShellAsync("unshare -Ur id; su root -c id; ls -l /dev | grep -E '^b'; echo end");
        Assert.DoesNotContain("uid=", nested);
        Assert.Contains("end\n", nested);
    }

    [Theory, MemberData(nameof(Strong))]
    public async Task A_program_with_the_setuid_bit_gains_nothing(SandboxLayer layer)
    {
        using var play = new SandboxPlay(layer);
        var (_, said) = await play.ShellAsync("cp /usr/bin/id id2; chmod 6777 id2; ./id2 -u; id -u; ./id2 -g");
        var lines = said.Split('\n');
        Assert.Equal(lines[1], lines[0]);
    }

    [Theory, MemberData(nameof(Strong))]
    public async Task A_fork_bomb_ends_with_the_command_and_a_neighbour_does_not_notice(SandboxLayer layer)
    {
        using var play = new SandboxPlay(layer, new SandboxLimits { WallClock = TimeSpan.FromSeconds(3), Processes = 40 });
        using var neighbour = new SandboxPlay(layer);
        var bomb = play.ShellAsync("bomb() { bomb | bomb & }; bomb; sleep 4242; echo end");
        var (outcome, said) = await neighbour.ShellAsync("sh -c 'echo one; sh -c \"echo two\"'");
        Assert.Equal((new SandboxOutcome.Exited(0), "one\ntwo\n"), (outcome, said));
        await bomb;
        Assert.Equal(0, SandboxHost.CountCommands("4242"));
    }

    [Theory, MemberData(nameof(Strong))]
    public async Task Memory_that_grows_is_ended_as_out_of_memory_or_refused_to_the_program(SandboxLayer layer)
    {
        using var play = new SandboxPlay(layer, new SandboxLimits { MemoryBytes = 96L << 20, WallClock = TimeSpan.FromSeconds(20) });
        Assert.StartsWith("out of memory", await play.PythonAsync("""
            import time
            kept = []
            for _ in range(15):
                kept.append(b'x' * (10 << 20))
            time.sleep(15)
            """));
        Assert.Contains("MemoryError", await play.PythonAsync("x = b'x' * (400 << 20)"));
    }

    [Theory, MemberData(nameof(Strong))]
    public async Task Output_and_files_without_end_are_cut(SandboxLayer layer)
    {
        using var play = new SandboxPlay(layer, new SandboxLimits { OutputBytes = 100_000, FileBytes = 1 << 20, TreeBytes = 8 << 20, WallClock = TimeSpan.FromSeconds(20) });
        var (outcome, said) = await play.ShellAsync("yes | head -c 10000000000");
        Assert.Equal(new SandboxOutcome.OutputLimit(), outcome);
        Assert.Equal(100_000, said.Length);
        var (file, _) = await play.ShellAsync("exec head -c 10000000000 /dev/zero > big");
        Assert.Equal(new SandboxOutcome.OutputLimit(), file);
        Assert.Equal(1 << 20, new FileInfo(Path.Combine(play.Tree, "big")).Length);
        var (many, _) = await play.ShellAsync("i=0; while :; do i=$((i+1)); head -c 1000000 /dev/zero > f$i; done");
        Assert.Equal(new SandboxOutcome.OutputLimit(), many);
        var (scratch, text) = await play.ShellAsync("for d in /tmp /dev/shm; do i=0; while head -c 1000000 /dev/zero > $d/f$i; do i=$((i+1)); test $i -gt 300 && echo ENDLESS && break; done; done 2>&1 | tail -1", WorkingTrees.Write(play.Runner.Home, []));
        Assert.DoesNotContain("ENDLESS", text);
        Assert.Equal(new SandboxOutcome.Exited(0), scratch);
    }

    [Theory, MemberData(nameof(Strong))]
    public async Task Time_runs_out_for_sleepers_and_for_the_busy_as_two_clocks(SandboxLayer layer)
    {
        using var play = new SandboxPlay(layer, new SandboxLimits { WallClock = TimeSpan.FromSeconds(1.5), CpuSeconds = 100 });
        Assert.Equal(new SandboxOutcome.TimedOut(), (await play.ShellAsync("trap '' TERM INT HUP; sleep 4243 & sleep 4243")).Outcome);
        Assert.Equal(0, SandboxHost.CountCommands("4243"));
        using var busy = new SandboxPlay(layer, new SandboxLimits { WallClock = TimeSpan.FromSeconds(60), CpuSeconds = 1 });
        Assert.StartsWith("timeout", await busy.PythonAsync("while True: pass"));
    }

    [Theory, MemberData(nameof(Strong))]
    public async Task A_process_that_goes_into_the_background_dies_with_its_command(SandboxLayer layer)
    {
        using var play = new SandboxPlay(layer);
        var (outcome, said) = await play.ShellAsync("setsid nohup sleep 4244 > /dev/null 2>&1 & (setsid sleep 4244 &) ; echo left");
        Assert.Equal((new SandboxOutcome.Exited(0), "left\n"), (outcome, said));
        Assert.Equal(0, SandboxHost.CountCommands("4244"));
    }

    [Theory, MemberData(nameof(Strong))]
    public async Task Links_lead_nowhere_when_the_tree_is_read_back_or_removed(SandboxLayer layer)
    {
        using var outside = new TemporaryFolder();
        await File.WriteAllTextAsync(outside.File("kept"), "KEPT");
        using var play = new SandboxPlay(layer);
        await play.ShellAsync($"ln -s {outside.Path} folder; ln -s {outside.File("kept")} file; ln -s / root; ln a.txt b.txt; ln /usr/bin/id c; mkdir locked; echo x > locked/x; chmod 0 locked; rm a.txt; ln -s /etc/passwd a.txt; mkfifo pipe; i=0; while [ $i -lt 200 ]; do ln -sfn /etc swap; ln -sfn {outside.Path} swap; i=$((i+1)); done");
        var (files, leftOut) = TreeFiles.Read(play.Tree, play.Limits);
        Assert.Equal("alpha\n", System.Text.Encoding.UTF8.GetString(files["b.txt"]));
        Assert.DoesNotContain("c", files.Keys);
        Assert.Contains("a.txt", leftOut);
        Assert.Contains("folder", leftOut);
        Assert.DoesNotContain(files.Keys, path => path.StartsWith("folder/", StringComparison.Ordinal) || path.StartsWith("swap", StringComparison.Ordinal) || path == "pipe");
        play.Runner.Dispose();
        Assert.False(Directory.Exists(play.Tree));
        Assert.Equal("KEPT", await File.ReadAllTextAsync(outside.File("kept")));
    }

    [Theory, MemberData(nameof(Strong))]
    public async Task There_is_no_terminal_to_push_characters_into(SandboxLayer layer)
    {
        using var play = new SandboxPlay(layer);
        var said = await play.PythonAsync("""
            import fcntl, os
            for place in ('/dev/tty', '/dev/pts/0', '/dev/console'):
                try:
                    handle = os.open(place, os.O_RDWR)
                    fcntl.ioctl(handle, 0x5412, b'x'); print('PUSHED')
                except OSError: print('refused')
            for handle in (0, 1, 2):
                try: fcntl.ioctl(handle, 0x5412, b'x'); print('PUSHED')
                except OSError: print('refused')
            """);
        Assert.DoesNotContain("PUSHED", said);
    }

    [Theory, MemberData(nameof(Strong))]
    public async Task Nothing_of_the_host_is_handed_down(SandboxLayer layer)
    {
        using var play = new SandboxPlay(layer);
        var (_, said) = await play.ShellAsync("env | sort; hostname; ls /proc/self/fd | tr '\\n' ' '");
        Assert.DoesNotContain("AGENTIC", said);
        Assert.DoesNotContain("DOTNET", said);
        Assert.Contains("TZ=UTC", said);
        Assert.Contains("\nsandbox\n", said);
        Assert.DoesNotContain("9", said.Split('\n')[^1]);
    }
}
