namespace Agentic.Worlds.Gui.Sites;

/// <summary>A site folder, a page of it or a task for it is not as it must be: which file, and why.</summary>
public sealed class GuiSiteException : Exception
{
    /// <summary>An error about a file.</summary>
    /// <param name="file">Path below the root of the sites, or the page's address when no single file is at fault.</param>
    /// <param name="reason">What was expected, and what is there instead.</param>
    /// <param name="cause">What the script engine or the file system said, if anything.</param>
    public GuiSiteException(string file, string reason, Exception? cause = null)
        : base($"GUI site file '{file}': {reason}", cause)
    {
        File = file;
        Reason = reason;
    }

    /// <summary>The file at fault, below the root of the sites.</summary>
    public string File { get; }

    /// <summary>What is wrong with it.</summary>
    public string Reason { get; }
}
