using System.Collections.Immutable;

namespace Agentic.Agents;

/// <summary>A world kind whose texts consist of known words and digits alone, so that a tokenizer can have a token for each of them.</summary>
public interface IClosedLanguage
{
    /// <summary>The words, each once, in a fixed order; they appear at the start of a text, after a line break or after a blank.</summary>
    ImmutableArray<string> Words { get; }
}
