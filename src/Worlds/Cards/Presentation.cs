using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Worlds.Cards;

/// <summary>How a card game meets its player; it changes nothing about the game.</summary>
/// <param name="Answer">"plain": the answer is the action. "json": a JSON object with the action and what was seen.</param>
/// <param name="Size">"full": 300×300, as published. "small": one symbol per 16-pixel cell.</param>
/// <param name="PromptText">"none": the picture alone. "state": the same in words before it.</param>
public sealed record Presentation(string Answer, string Size, string PromptText)
{
    /// <summary>Pixels of a cell of small pictures, which is one merged patch of the tiny policy.</summary>
    public const int Cell = 16;

    private static readonly WorldOption AnswerOption =
        new("answer", ["plain", "json"], "the answer is the action alone, or a JSON object with \"action\" and what was seen");

    private static readonly WorldOption SizeOption = new("size", ["full", "small"], "300×300 pixels, or one symbol per 16-pixel cell");

    private static readonly WorldOption TextOption = new("prompt_text", ["none", "state"], "nothing beside the picture, or its content in words");

    /// <summary>The choices, for descriptors.</summary>
    public static ImmutableArray<WorldOption> Options { get; } = [AnswerOption, SizeOption, TextOption];

    /// <summary>The task fields of the choices, for descriptors.</summary>
    public static ImmutableArray<(string Field, string Meaning)> Fields { get; } =
        [.. Options.Select(option => (option.Name, $"optional: {string.Join(" | ", option.Values)}"))];

    /// <summary>Whether answers are JSON objects.</summary>
    public bool IsJson => Answer == "json";

    /// <summary>Whether pictures are small.</summary>
    public bool IsSmall => Size == "small";

    /// <summary>The choices of a kind that was made with these options.</summary>
    public static Presentation From(IReadOnlyDictionary<string, string> options) =>
        new(Choose(options, AnswerOption), Choose(options, SizeOption), Choose(options, TextOption));

    /// <summary>The chosen value of an option, or its default.</summary>
    public static string Choose(IReadOnlyDictionary<string, string> options, WorldOption option) =>
        options.TryGetValue(option.Name, out var value) ? value : option.Values[0];

    /// <summary>The choices that a task makes; where it is silent, those of the kind.</summary>
    public static Presentation Read(TaskJson task, Presentation fallback) => new(
        task.Choice(AnswerOption.Name, AnswerOption.Values, fallback.Answer),
        task.Choice(SizeOption.Name, SizeOption.Values, fallback.Size),
        task.Choice(TextOption.Name, TextOption.Values, fallback.PromptText));

    /// <summary>Writes the choices into a task.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString(AnswerOption.Name, Answer);
        json.WriteString(SizeOption.Name, Size);
        json.WriteString(TextOption.Name, PromptText);
    }

    /// <summary>What the player is shown: the picture, and the words before it where they are wanted.</summary>
    public Observation Observe(ImageHandle image, Func<string> words) => PromptText == "state"
        ? Observation.Of(new TextPart(words()), new ImagePart(image))
        : Observation.Of(new ImagePart(image));
}
