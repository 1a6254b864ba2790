using System.Text.Json;
using Agentic.Worlds.Search.Knowledge;

namespace Agentic.Worlds.Search;

/// <summary>The fields of a task that name an encyclopaedia.</summary>
internal static class EncyclopaediaFields
{
    /// <summary>Names and meanings, for descriptors.</summary>
    public static IEnumerable<(string Field, string Meaning)> All => SearchTaskMaker.Fields.Where(one => Names.Contains(one.Field));

    private static string[] Names => ["graph", "entities", "aliases", "style", "words", "distractors", "gap"];

    /// <summary>Writes them.</summary>
    public static void Write(Utf8JsonWriter json, EncyclopaediaId book)
    {
        json.WriteNumber("graph", book.Spec.Seed);
        json.WriteNumber("entities", book.Spec.Entities);
        json.WriteNumber("aliases", book.Spec.Aliases);
        json.WriteString("style", SearchOptions.StyleWord(book.Style.IsSmall));
        if (!book.Style.IsSmall)
        {
            json.WriteNumber("words", book.Style.Words);
            json.WriteNumber("distractors", book.Style.Distractors);
            json.WriteNumber("gap", book.Style.Gap);
        }
    }

    /// <summary>Reads them; those left out have the defaults of their axes.</summary>
    /// <exception cref="Agents.TaskFormatException">One is out of range.</exception>
    public static EncyclopaediaId Read(TaskJson json, SearchOptions options)
    {
        var spec = new KnowledgeSpec(
            (ulong)json.Integer("graph", 0, int.MaxValue),
            json.Integer("entities", KnowledgeSpec.MinEntities, KnowledgeSpec.MaxEntities, (int)SearchTaskMaker.Entities.Default),
            json.Has("aliases") ? json.Number("aliases", 0, 1) : SearchTaskMaker.Aliases.Default);
        if (json.Choice("style", SearchOptions.Styles, SearchOptions.StyleWord(options.IsSmall)) == SearchOptions.Styles[0])
        {
            return Array.Find(["words", "distractors", "gap"], json.Has) is { } longOnly
                ? throw json.Invalid(longOnly, "left out in style small", "given") : new EncyclopaediaId(spec, KnowledgeStyle.Small);
        }

        return new EncyclopaediaId(spec, new KnowledgeStyle(
            false,
            json.Integer("words", KnowledgeStyle.MinWords, KnowledgeStyle.MaxWords, (int)SearchTaskMaker.Words.Default),
            json.Has("distractors") ? json.Number("distractors", 0, 1) : SearchTaskMaker.Distractors.Default,
            json.Has("gap") ? json.Number("gap", 0, 1) : SearchTaskMaker.Gap.Default));
    }
}
