using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Agentic.Worlds.Code.Sandbox;

/// <summary>
/// The system calls that a sandboxed program is refused, as a classic BPF program for <c>seccomp</c>: what reaches into other processes,
/// changes mounts or namespaces, loads code into the kernel, or opens a socket that is not local.
/// </summary>
/// <remarks>
/// Refused calls fail with EPERM; <c>clone3</c> fails with ENOSYS, because its flags lie behind a pointer, and libraries then fall back to
/// <c>clone</c>, whose flags can be read. Another architecture's calls (32-bit, x32) kill the process: their numbers mean other things.
/// </remarks>
public static class SeccompFilter
{
    private const uint X64 = 0xC000003E;
    private const uint Arm64 = 0xC00000B7;
    private const uint X32Bit = 0x40000000;
    private const uint Allow = 0x7FFF0000;
    private const uint Kill = 0x80000000;
    private const uint Refuse = 0x00050000;
    private const uint NotPermitted = Refuse | 1;
    private const uint NotImplemented = Refuse | 38;
    private const uint NoFamily = Refuse | 97;

    // NEWTIME | NEWNS | NEWCGROUP | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET
    private const uint NamespaceFlags = 0x7E020080;
    private const uint TiocSti = 0x5412;
    private const uint TiocLinux = 0x541C;
    private const uint LocalFamily = 1;

    // Offsets in struct seccomp_data; arguments are 64-bit, little-endian, of which the lower half is looked at.
    private const uint NumberAt = 0;
    private const uint ArchitectureAt = 4;
    private const uint FirstArgumentAt = 16;
    private const uint SecondArgumentAt = 24;

    // ptrace, process_vm_readv/writev, kcmp, mount, umount2, pivot_root, chroot, setns, unshare, bpf, perf_event_open, keyctl, add_key,
    // request_key, kexec_load, kexec_file_load, init_module, finit_module, delete_module, open_by_handle_at, name_to_handle_at,
    // userfaultfd, io_uring_setup/enter/register, move_mount, open_tree, fsopen, fsconfig, fsmount, fspick, mount_setattr, acct, swapon,
    // swapoff, reboot, syslog, quotactl, settimeofday, clock_settime, adjtimex, clock_adjtime, pidfd_open, pidfd_getfd, mknodat,
    // memfd_create and shmget (memory that no limit sees), (mknod, iopl, ioperm).
    private static readonly uint[] RefusedX64 =
    [
        101, 310, 311, 312, 165, 166, 155, 161, 308, 272, 321, 298, 250, 248, 249, 246, 320, 175, 313, 176, 304, 303, 323, 425, 426, 427, 429,
        428, 430, 431, 432, 433, 442, 163, 167, 168, 169, 103, 179, 164, 227, 159, 305, 434, 438, 259, 319, 29, 133, 172, 173,
    ];

    private static readonly uint[] RefusedArm64 =
    [
        117, 270, 271, 272, 40, 39, 41, 51, 268, 97, 280, 241, 219, 217, 218, 104, 294, 105, 273, 106, 265, 264, 282, 425, 426, 427, 429, 428,
        430, 431, 432, 433, 442, 89, 224, 225, 142, 116, 60, 170, 112, 171, 266, 434, 438, 33, 279, 194,
    ];

    /// <summary>The program for this machine, as the kernel reads it: 8 bytes an instruction, little-endian.</summary>
    /// <exception cref="PlatformNotSupportedException">Neither x64 nor arm64.</exception>
    public static byte[] Compile() => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => Compile(X64, RefusedX64, clone: 56, clone3: 435, socket: 41, socketPair: 53, ioctl: 16),
        Architecture.Arm64 => Compile(Arm64, RefusedArm64, clone: 220, clone3: 435, socket: 198, socketPair: 199, ioctl: 29),
        var other => throw new PlatformNotSupportedException($"The seccomp filter knows x64 and arm64, but this machine is {other}."),
    };

    private static byte[] Compile(uint architecture, uint[] refused, uint clone, uint clone3, uint socket, uint socketPair, uint ioctl)
    {
        var program = new List<(ushort Code, byte True, byte False, uint K)>
        {
            Load(ArchitectureAt),
            SkipIfEqual(architecture),
            Return(Kill),
            Load(NumberAt),
            (0x35, 0, 1, X32Bit), // number ≥ the x32 bit: fall to the kill, else skip it
            Return(Kill),
        };
        foreach (var number in refused)
        {
            program.Add((0x15, 0, 1, number));
            program.Add(Return(NotPermitted));
        }

        program.Add((0x15, 0, 1, clone3));
        program.Add(Return(NotImplemented));
        // clone with any namespace flag.
        program.AddRange([(0x15, 0, 3, clone), Load(FirstArgumentAt), (0x45, 0, 1, NamespaceFlags), Return(NotPermitted)]);
        program.Add(Load(NumberAt));
        // Sockets of any family but the local one.
        foreach (var call in new[] { socket, socketPair })
        {
            program.AddRange([(0x15, 0, 3, call), Load(FirstArgumentAt), SkipIfEqual(LocalFamily), Return(NoFamily)]);
            program.Add(Load(NumberAt));
        }

        // Pushing characters into a terminal.
        program.AddRange([(0x15, 0, 4, ioctl), Load(SecondArgumentAt), (0x15, 1, 0, TiocSti), (0x15, 0, 1, TiocLinux), Return(NotPermitted)]);
        program.Add(Return(Allow));
        var bytes = new byte[program.Count * 8];
        for (var i = 0; i < program.Count; i++)
        {
            var at = bytes.AsSpan(i * 8);
            BinaryPrimitives.WriteUInt16LittleEndian(at, program[i].Code);
            (at[2], at[3]) = (program[i].True, program[i].False);
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], program[i].K);
        }

        return bytes;
    }

    private static (ushort, byte, byte, uint) Load(uint offset) => (0x20, 0, 0, offset);

    private static (ushort, byte, byte, uint) SkipIfEqual(uint value) => (0x15, 1, 0, value);

    private static (ushort, byte, byte, uint) Return(uint value) => (0x06, 0, 0, value);
}
