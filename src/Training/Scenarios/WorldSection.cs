using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Training.Rollouts;
using Agentic.Worlds;

namespace Agentic.Training.Scenarios;

/// <summary>Reads <c>world</c>: names are checked against the world's own descriptor.</summary>
internal static class WorldSection
{
    /// <summary>The settings, and the descriptor under the chosen options; null when the world is unknown.</summary>
    public static (WorldSettings Settings, WorldDescriptor? Descriptor) Read(ConfigSection world, ScenarioVocabulary vocabulary)
    {
        var options = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
        var difficulty = ImmutableSortedDictionary.Create<string, AxisRange>(StringComparer.Ordinal);
        var name = world.Text("name", "", isRequired: true);
        var optionSection = world.Section("options");
        var difficultySection = world.Section("difficulty");
        world.Close();
        if (!vocabulary.Worlds.TryGetValue(name, out var descriptor))
        {
            if (world.Has("name"))
            {
                var shown = name.Length <= 60 ? name : $"{name[..60]}…";
                world.Wrong("name", $"there is no world '{shown}'; known are: {string.Join(", ", vocabulary.Worlds.Keys)}.{Suggestion.For(name, vocabulary.Worlds.Keys)}");
            }

            return (new WorldSettings(name, options, difficulty), null);
        }

        foreach (var option in descriptor.Options)
        {
            options = options.SetItem(option.Name, option.IsFree
                ? optionSection.Text(option.Name, option.Values[0])
                : optionSection.Choice(option.Name, option.Values, option.Values[0]));
        }

        optionSection.Close();
        descriptor = vocabulary.Describe(name, options);
        foreach (var axis in descriptor.Axes)
        {
            if (difficultySection.Range(axis.Name, axis.Min, axis.Max, axis.IsInteger) is var (low, high))
            {
                difficulty = difficulty.SetItem(axis.Name, new AxisRange(low, high));
            }
            else if (!difficultySection.Has(axis.Name))
            {
                difficultySection.Comment(axis.Name, axis.Default.ToString("R"));
            }
        }

        difficultySection.Close();
        return (new WorldSettings(name, options, difficulty), descriptor);
    }
}
