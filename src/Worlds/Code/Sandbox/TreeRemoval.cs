namespace Agentic.Worlds.Code.Sandbox;

/// <summary>Removes a folder that somebody hostile has filled: locked folders are opened, links are removed and never followed.</summary>
public static class TreeRemoval
{
    /// <summary>Removes it as far as this account may; what is not there is fine.</summary>
    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            Unlock(new DirectoryInfo(folder));
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception left) when (left is UnauthorizedAccessException or IOException)
            {
                // Another user's files under another user's folder: the next sweep tries again.
            }
        }
    }

    private static void Unlock(DirectoryInfo folder)
    {
        try
        {
            if (OperatingSystem.IsWindows() || folder.LinkTarget is not null || !folder.Exists)
            {
                return;
            }

            File.SetUnixFileMode(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            foreach (var inner in folder.EnumerateDirectories())
            {
                Unlock(inner);
            }
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            // What cannot be unlocked cannot be removed either; the caller's second try says so.
        }
    }
}
