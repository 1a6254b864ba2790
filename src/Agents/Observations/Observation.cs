using System.Collections.Immutable;

namespace Agentic.Agents;

/// <summary>What the policy is shown before it acts: ordered parts of text, images and tool results.</summary>
/// <param name="Parts">In the order in which they are read.</param>
public sealed record Observation(ImmutableArray<ObservationPart> Parts)
{
    /// <summary>Nothing to see.</summary>
    public static Observation Empty { get; } = new([]);

    /// <summary>An observation of the given parts.</summary>
    public static Observation Of(params ReadOnlySpan<ObservationPart> parts) => new([.. parts]);

    /// <summary>The same observation with one more part in front, such as the corrective text after a refused answer.</summary>
    public Observation After(ObservationPart part) => new(Parts.Insert(0, part));

    /// <summary>The same observation with one more part at the end, such as help.</summary>
    public Observation With(ObservationPart part) => new(Parts.Add(part));

    /// <summary>The same observation as it was without help.</summary>
    public Observation WithoutHelp() => Parts.Any(part => part is GuidancePart) ? new([.. Parts.Where(part => part is not GuidancePart)]) : this;

    /// <summary>All text of the observation, parts separated by line breaks.</summary>
    public string Text => string.Join('\n', Parts.OfType<TextPart>().Select(part => part.Text));

    /// <inheritdoc/>
    public bool Equals(Observation? other) => other is not null && Parts.AsSpan().SequenceEqual(other.Parts.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => Parts.Aggregate(17, (hash, part) => HashCode.Combine(hash, part));
}

/// <summary>One piece of an observation.</summary>
public abstract record ObservationPart;

/// <summary>Text that the world says.</summary>
/// <param name="Text">The words.</param>
public sealed record TextPart(string Text) : ObservationPart;

/// <summary>A picture, by reference.</summary>
/// <param name="Image">Where its pixels are.</param>
public sealed record ImagePart(ImageHandle Image) : ObservationPart;

/// <summary>Help in words. It stands last in an observation, and no world makes it.</summary>
/// <param name="Text">The words, without white space around them.</param>
public sealed record GuidancePart(string Text) : ObservationPart;

/// <summary>What a tool answered.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Text">Its answer.</param>
public sealed record ToolResultPart(string Tool, string Text) : ObservationPart;
