using System.Collections.Immutable;

namespace Agentic.Agents;

/// <summary>A world kind whose every sentence is made of words that can be listed, so that a small policy can have each as one token.</summary>
public interface IClosedLanguage
{
    /// <summary>The words, each once: letters only, marks with the blank before them (<c>" =="</c>), or a tag such as <c>&lt;search&gt;</c> as it stands. The same for every task of the kind.</summary>
    ImmutableArray<string> Words { get; }
}
