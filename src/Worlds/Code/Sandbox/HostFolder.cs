using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Agentic.Worlds.Code.Sandbox;

/// <summary>
/// An open folder that something hostile has filled. Everything in it is reached by its handle and its bytes: no name is too long, none needs to be text,
/// and nothing that is swapped for a link meanwhile leads elsewhere. Linux, 64 bits.
/// </summary>
internal sealed partial class HostFolder : IDisposable
{
    private const int Here = -100; // AT_FDCWD
    private const int CloseOnExec = 0x80000;
    private const int PathOnly = 0x200000; // O_PATH
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const int RemovesFolder = 0x200; // AT_REMOVEDIR
    private const int OwnersOnly = 0x1C0; // 0700
    private const int AllModes = 0xFFF; // 07777
    private const int Deepest = 128; // handles that are held at a time
    private const int KindAt = 18;
    private const int NameAt = 19;
    private const int StatBytes = 256;
    private const uint BasicStats = 0x7ff;
    private readonly int _handle;
    private readonly nint _stream;

    private HostFolder(int handle, nint stream) => (_handle, _stream) = (handle, stream);

    /// <summary>What a folder's entry is, as far as the file system says so.</summary>
    internal enum Kind
    {
        /// <summary>It does not say.</summary>
        Unknown = 0,

        /// <summary>A folder.</summary>
        Folder = 4,

        /// <summary>A link by name.</summary>
        Link = 10,
    }

    /// <summary>O_NOFOLLOW, which is not the same everywhere.</summary>
    public static int NoLinks { get; } = IsArm ? 0x8000 : 0x20000;

    private static bool IsArm => RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    private static int Flags => CloseOnExec | NoLinks | (IsArm ? 0x4000 : 0x10000); // O_DIRECTORY

    /// <summary>Opens a folder; null where there is none, or this account may not look. One that its owner has locked is opened all the same, if it is the same owner.</summary>
    /// <param name="path">Where.</param>
    /// <param name="followsLinks">Whether it may be a link; null else.</param>
    public static HostFolder? Open(string path, bool followsLinks = false) =>
        Open(Here, Name(path), followsLinks ? Flags & ~NoLinks : Flags);

    /// <summary>Opens a folder in this one, in the same way.</summary>
    public HostFolder? Open(byte[] name) => Open(_handle, name, Flags);

    /// <summary>A name or path as the calls here take it: its bytes and a 0.</summary>
    public static byte[] Name(string text) => Encoding.UTF8.GetBytes(text + '\0');

    /// <summary>Up to so many entries from the beginning, without the folder itself and its parent: names end with 0.</summary>
    public List<(byte[] Name, Kind Kind)> Entries(int most = int.MaxValue)
    {
        var found = new List<(byte[], Kind)>();
        Rewind(_stream);
        while (found.Count < most && Next(_stream) is var entry and not 0)
        {
            var length = 0;
            while (Marshal.ReadByte(entry, NameAt + length) != 0)
            {
                length++;
            }

            var name = new byte[length + 1];
            Marshal.Copy(entry + NameAt, name, 0, length);
            if (name is not ([(byte)'.', 0] or [(byte)'.', (byte)'.', 0]))
            {
                found.Add((name, (Kind)Marshal.ReadByte(entry, KindAt)));
            }
        }

        return found;
    }

    /// <summary>Removes a file or link; false where it is something else, or may not be removed.</summary>
    public bool Remove(byte[] name) => Unlink(_handle, name, 0) == 0;

    /// <summary>Removes an empty folder.</summary>
    public bool RemoveFolder(byte[] name) => Unlink(_handle, name, RemovesFolder) == 0;

    /// <summary>Moves an entry into another folder of the same file system.</summary>
    public bool Move(byte[] name, HostFolder target, byte[] newName) => Rename(_handle, name, target._handle, newName) == 0;

    /// <summary>Says when an entry was last read and written, a link itself and not what it names.</summary>
    /// <param name="name">The entry.</param>
    /// <param name="second">Seconds since 1970.</param>
    public void SetTime(byte[] name, long second) => _ = SetTimes(_handle, name, [second, 0, second, 0], NoFollow);

    /// <summary>Bytes of a file; 0 of anything that cannot be looked at.</summary>
    public long Size(byte[] name) => FileFacts.Of(_handle, name, NoFollow)?.Size ?? 0;

    /// <summary>Bytes that an entry takes of what a tree may take: those of files.</summary>
    public static long Weight(HostFolder folder, byte[] name, Kind kind) => kind is Kind.Folder or Kind.Link ? 0 : folder.Size(name);

    /// <inheritdoc/>
    public void Dispose() => _ = CloseStream(_stream);

    private static HostFolder? Open(int parent, byte[] name, int flags)
    {
        var handle = OpenAt(parent, name, flags, 0);
        if (handle < 0 && OpenAt(parent, name, flags | PathOnly, 0) is >= 0 and var locked)
        {
            // By its handle, so that it is this folder which is unlocked and none that took its name; then it is as it was.
            var itself = $"/proc/self/fd/{locked}";
            if (FileFacts.Of(itself) is { } facts && ChangeMode(itself, OwnersOnly) == 0)
            {
                handle = OpenAt(Here, Name(itself), flags & ~NoLinks, 0);
                _ = ChangeMode(itself, facts.Mode);
            }

            _ = Close(locked);
        }

        if (handle < 0)
        {
            return null;
        }

        var stream = OpenStream(handle);
        if (stream != 0)
        {
            return new HostFolder(handle, stream);
        }

        _ = Close(handle);
        return null;
    }

    /// <summary>Goes through this folder and those in it, each before what it holds.</summary>
    /// <param name="visit">Given the folder, an entry's name and kind; says whether to go on.</param>
    /// <returns>False where somebody said no, or it goes deeper than this looks.</returns>
    public bool Walk(Func<HostFolder, byte[], Kind, bool> visit)
    {
        var isWhole = true;
        return Walk(visit, 0, ref isWhole) && isWhole;
    }

    // Whether to go on; what is too deep is left out.
    private bool Walk(Func<HostFolder, byte[], Kind, bool> visit, int depth, ref bool isWhole)
    {
        foreach (var (name, kind) in Entries())
        {
            if (!visit(this, name, kind))
            {
                return false;
            }

            if (kind is Kind.Folder or Kind.Unknown)
            {
                isWhole &= depth < Deepest;
                using var inner = depth < Deepest ? Open(name) : null;
                if (inner?.Walk(visit, depth + 1, ref isWhole) == false)
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Lets its owner list, change and remove what is in it.</summary>
    public void Unlock() => _ = ChangeModeOf(_handle, OwnersOnly);

    /// <summary>What the kernel says of a file: statx(2), whose layout is the same on every machine.</summary>
    /// <param name="Links">How many names it has; 0 for one that is open and removed.</param>
    /// <param name="Size">Bytes.</param>
    /// <param name="Inode">Its number within the device.</param>
    /// <param name="Device">The file system.</param>
    /// <param name="Mode">What may be done with it, without its kind.</param>
    internal readonly record struct FileFacts(uint Links, long Size, ulong Inode, ulong Device, uint Mode)
    {
        /// <summary>Facts of a path, through links; null where there is nothing.</summary>
        public static FileFacts? Of(string path) => Of(Here, Name(path), 0);

        /// <summary>Facts of an entry.</summary>
        public static FileFacts? Of(int folder, byte[] name, int flags)
        {
            var facts = new byte[StatBytes];
            return Stat(folder, name, flags, BasicStats, facts) != 0 ? null : new FileFacts(
                BinaryPrimitives.ReadUInt32LittleEndian(facts.AsSpan(16)), BinaryPrimitives.ReadInt64LittleEndian(facts.AsSpan(40)), BinaryPrimitives.ReadUInt64LittleEndian(facts.AsSpan(32)),
                BinaryPrimitives.ReadUInt64LittleEndian(facts.AsSpan(136)), BinaryPrimitives.ReadUInt16LittleEndian(facts.AsSpan(28)) & (uint)AllModes);
        }
    }

    [LibraryImport("libc", EntryPoint = "openat")]
    private static partial int OpenAt(int folder, byte[] name, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);

    [LibraryImport("libc", EntryPoint = "fdopendir")]
    private static partial nint OpenStream(int handle);

    [LibraryImport("libc", EntryPoint = "readdir")]
    private static partial nint Next(nint stream);

    [LibraryImport("libc", EntryPoint = "rewinddir")]
    private static partial void Rewind(nint stream);

    [LibraryImport("libc", EntryPoint = "closedir")]
    private static partial int CloseStream(nint stream);

    [LibraryImport("libc", EntryPoint = "unlinkat")]
    private static partial int Unlink(int folder, byte[] name, int flags);

    [LibraryImport("libc", EntryPoint = "renameat")]
    private static partial int Rename(int folder, byte[] name, int target, byte[] newName);

    [LibraryImport("libc", EntryPoint = "utimensat")]
    private static partial int SetTimes(int folder, byte[] name, long[] times, int flags);

    [LibraryImport("libc", EntryPoint = "fchmod")]
    private static partial int ChangeModeOf(int handle, uint mode);

    [LibraryImport("libc", EntryPoint = "chmod", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChangeMode(string path, uint mode);

    [LibraryImport("libc", EntryPoint = "statx")]
    private static partial int Stat(int folder, byte[] name, int flags, uint mask, byte[] facts);
}
