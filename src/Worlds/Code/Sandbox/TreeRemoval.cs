using System.Security.Cryptography;

namespace Agentic.Worlds.Code.Sandbox;

/// <summary>Removes a folder that somebody hostile has filled: locked folders are opened, links are removed and never followed, however deep it goes.</summary>
public static class TreeRemoval
{
    // Handles that are held at a time; what lies deeper is brought up first.
    private const int Deepest = 64;
    private const int Batch = 4096;
    private const int NameBytes = 16;

    /// <summary>Removes it as far as this account may; what is not there is fine. Never throws for what it finds.</summary>
    public static void Remove(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Working trees need Linux.");
        }

        var parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(folder)) ?? "/";
        using var above = HostFolder.Open(parent, followsLinks: true);
        var name = HostFolder.Name(Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)));
        if (above is null || above.Remove(name))
        {
            return;
        }

        using (var top = above.Open(name))
        {
            if (top is null)
            {
                return;
            }

            while (Empty(top, top, 0))
            {
            }
        }

        _ = above.RemoveFolder(name);
    }

    /// <summary>Removes what is in a folder.</summary>
    /// <returns>Whether something deep was brought to the top, which must be looked through once more.</returns>
    private static bool Empty(HostFolder top, HostFolder folder, int depth)
    {
        var hasBrought = false;
        folder.Unlock();
        for (var isDone = false; !isDone;)
        {
            isDone = true;
            foreach (var (name, kind) in folder.Entries(Batch))
            {
                if (kind != HostFolder.Kind.Folder && folder.Remove(name))
                {
                    isDone = false;
                    continue;
                }

                if (depth == Deepest)
                {
                    var isMoved = folder.Open(name) is { } deep && Unlocked(deep) && folder.Move(name, top, HostFolder.Name($".{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NameBytes))}"));
                    hasBrought |= isMoved;
                    isDone &= !isMoved;
                    continue;
                }

                using (var inner = folder.Open(name))
                {
                    hasBrought |= inner is not null && Empty(top, inner, depth + 1);
                }

                isDone &= !folder.RemoveFolder(name);
            }
        }

        return hasBrought;
    }

    private static bool Unlocked(HostFolder folder)
    {
        folder.Unlock();
        folder.Dispose();
        return true;
    }
}
