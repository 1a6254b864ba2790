using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Code.MiniRepos;
using Agentic.Worlds.Code.Trees;

namespace Agentic.Worlds.Code;

/// <summary>A tree in words, for whoever watches.</summary>
internal static class CodeState
{
    /// <summary>The files, and what was changed.</summary>
    public static string Describe(MiniRepo repo, ImmutableSortedDictionary<string, string> files) => JsonText.Object(json =>
    {
        json.WriteStartObject("files");
        foreach (var (path, content) in files)
        {
            json.WriteString(path, content);
        }

        json.WriteEndObject();
        json.WriteString("diff", LineDiff.Unified(repo.Files, files));
    });
}
