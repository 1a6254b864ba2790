using System.Collections.Immutable;

namespace Agentic.Training.Scenarios;

/// <summary>A piece of a configuration as it was written, with its place.</summary>
/// <param name="Origin">Where it begins.</param>
public abstract record ConfigNode(ConfigOrigin Origin)
{
    /// <summary>The node in words, for messages.</summary>
    public abstract string Describe();

    /// <summary>A long text cut to what fits a message.</summary>
    protected static string Shorten(string text) => text.Length <= 60 ? text : $"{text[..60]}…";
}

/// <summary>One value.</summary>
/// <param name="Text">Its text, without quotes.</param>
/// <param name="IsPlain">Whether it was written without quotes: only then it can be a number, a flag or null.</param>
/// <param name="Origin">Where it stands.</param>
public sealed record ConfigScalar(string Text, bool IsPlain, ConfigOrigin Origin) : ConfigNode(Origin)
{
    /// <summary>Whether it says "no value".</summary>
    public bool IsNull => IsPlain && Text is "" or "~" or "null";

    /// <inheritdoc/>
    public override string Describe() => IsNull ? "empty" : $"'{Shorten(Text)}'";
}

/// <summary>A list.</summary>
/// <param name="Items">Its items.</param>
/// <param name="Origin">Where it begins.</param>
public sealed record ConfigSequence(ImmutableArray<ConfigNode> Items, ConfigOrigin Origin) : ConfigNode(Origin)
{
    /// <inheritdoc/>
    public override string Describe() => $"a list of {Items.Length}";
}

/// <summary>Keys and what they stand for.</summary>
/// <param name="Entries">The keys in the order in which they were written, each once.</param>
/// <param name="Origin">Where it begins.</param>
public sealed record ConfigMapping(ImmutableArray<ConfigEntry> Entries, ConfigOrigin Origin) : ConfigNode(Origin)
{
    /// <summary>The node of a key, or null.</summary>
    public ConfigNode? Find(string key) => Entries.FirstOrDefault(entry => entry.Key == key)?.Value;

    /// <summary>The same with one key set; in its place when it is there, else at the end.</summary>
    public ConfigMapping With(ConfigEntry entry)
    {
        for (var at = 0; at < Entries.Length; at++)
        {
            if (Entries[at].Key == entry.Key)
            {
                return this with { Entries = Entries.SetItem(at, entry) };
            }
        }

        return this with { Entries = Entries.Add(entry) };
    }

    /// <inheritdoc/>
    public override string Describe() => "a section with keys";
}

/// <summary>A key and its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">What it stands for.</param>
/// <param name="Origin">Where the key stands.</param>
public sealed record ConfigEntry(string Key, ConfigNode Value, ConfigOrigin Origin);
