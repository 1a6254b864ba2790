using System.Collections.Immutable;

namespace Agentic.Worlds.Search.Knowledge;

/// <summary>The forms of questions that are made.</summary>
public enum QuestionForm
{
    /// <summary>From one thing to the next.</summary>
    Path,

    /// <summary>The thing that two conditions hold of, and on from it.</summary>
    Intersection,

    /// <summary>Which of two things has more or less.</summary>
    Comparison,

    /// <summary>How many things there are.</summary>
    Count,
}

/// <summary>The words of forms.</summary>
public static class QuestionForms
{
    /// <summary>Any of them, drawn for each task.</summary>
    public const string Mixed = "mixed";

    /// <summary>The word of each form, in their order.</summary>
    public static ImmutableArray<string> Words { get; } = [.. Enum.GetValues<QuestionForm>().Select(form => form.ToString().ToLowerInvariant())];
}
