namespace Agentic.Worlds.Search.Retrieval;

/// <summary>One passage found.</summary>
/// <param name="Id">The passage's name in its corpus.</param>
/// <param name="Title">Its title; may be empty.</param>
/// <param name="Text">Its text, exactly as the corpus holds it.</param>
/// <param name="Score">How well it fits, in the retriever's own unit: higher is better.</param>
public sealed record SearchHit(string Id, string Title, string Text, double Score);
