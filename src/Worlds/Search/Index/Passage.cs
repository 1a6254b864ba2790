namespace Agentic.Worlds.Search.Index;

/// <summary>One passage of a corpus.</summary>
/// <param name="Id">Its name, unique in the corpus.</param>
/// <param name="Title">What it is about; empty when the corpus does not say. Searched together with the text.</param>
/// <param name="Text">What it says, exactly as the corpus holds it.</param>
public sealed record Passage(string Id, string Title, string Text);
