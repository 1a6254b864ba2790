namespace Agentic.Worlds.Search;

/// <summary>Words with a fixed meaning in search worlds.</summary>
public static class SearchWords
{
    /// <summary>The right answer where nothing tells it.</summary>
    public const string Unknown = "unknown";
}
