using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agentic.VisionPolicy;

/// <summary>Typed reading of one JSON object of a processor file; a fault names file, field, expected and actual.</summary>
/// <param name="owner">The object; null reads as one without fields.</param>
/// <param name="file">For messages.</param>
internal readonly struct ProcessorFields(JsonObject? owner, string file)
{
    /// <summary>An inner object, or none.</summary>
    public ProcessorFields Child(string name) => new(owner?[name] as JsonObject, $"{file}: {name}");

    /// <summary>Text, or null.</summary>
    public string? Text(string name) => owner?[name] is not { } value ? null
        : value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : throw Fault(name, "a string");

    /// <summary>A whole number within bounds; null where it is missing.</summary>
    public long? Whole(string name, long smallest, long largest) => Real(name) is not { } value ? null
        : value >= smallest && value <= largest && value == Math.Floor(value) ? (long)value : throw Fault(name, $"a whole number from {smallest} to {largest}");

    /// <summary>A number above 0.</summary>
    public double Positive(string name, double otherwise) => Real(name) is not { } value ? otherwise
        : value > 0 && double.IsFinite(value) ? value : throw Fault(name, "a number above 0");

    /// <summary>True or false.</summary>
    public bool Flag(string name, bool otherwise) => owner?[name]?.GetValueKind() switch
    {
        null => otherwise,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Fault(name, "true or false"),
    };

    /// <summary>Three numbers, one for each channel, or one for all of them.</summary>
    public ImmutableArray<double> Channels(string name, ImmutableArray<double> otherwise, bool isPositive)
    {
        var numbers = owner?[name] switch
        {
            null => otherwise,
            JsonValue one when one.TryGetValue(out double value) => [value, value, value],
            JsonArray { Count: 3 } three when three.All(item => item?.GetValueKind() == JsonValueKind.Number) => [.. three.Select(item => item!.GetValue<double>())],
            _ => throw Fault(name, "three numbers"),
        };
        return numbers.All(value => double.IsFinite(value) && (value > 0 || !isPositive)) ? numbers : throw Fault(name, "three positive numbers");
    }

    /// <summary>Says what a field should have been.</summary>
    public InvalidDataException Fault(string name, string expected) =>
        new($"{file}: {name} must be {expected}, but is {owner?[name]?.ToJsonString() ?? "missing"}.");

    private double? Real(string name) => owner?[name] is not { } node ? null
        : node.GetValueKind() == JsonValueKind.Number && node.AsValue().TryGetValue(out double value) ? value : throw Fault(name, "a number");
}
