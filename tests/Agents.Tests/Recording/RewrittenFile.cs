using Microsoft.Win32.SafeHandles;

namespace Agentic.Agents.Tests.Recording;

/// <summary>A file whose contents are put in many times over through one handle.</summary>
/// <remarks>
/// Cutting a file to nothing and closing it makes file systems such as ext4 write it out at once, about a millisecond each time; here
/// neither happens, and readers see the new contents all the same.
/// </remarks>
internal sealed class RewrittenFile(string path) : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);

    public void Put(ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(_file, bytes, 0);
        RandomAccess.SetLength(_file, bytes.Length);
    }

    public void Dispose() => _file.Dispose();
}
