using Agentic.Agents;

namespace Agentic.Worlds;

/// <summary>One line of the catalogue.</summary>
/// <param name="Descriptor">What the world is with every option at its default.</param>
/// <param name="Factory">Makes the kind; the options have been checked.</param>
/// <param name="Bench">Makes a bench of the bare world, or null where there is none.</param>
public sealed record WorldEntry(WorldDescriptor Descriptor, WorldFactory Factory, Func<IStepBench>? Bench)
{
    /// <summary>Makes a bench of a world that runs beside the process; null for native worlds.</summary>
    public Func<IServiceBench>? ServiceBench { get; init; }

    /// <summary>What the world needs of the machine, looked up anew at each call; null where it needs nothing.</summary>
    public Func<WorldNeed>? Need { get; init; }

    /// <summary>Makes the game in which a policy makes the world's tasks, from checked options and the number of foreign finds beside those of a question that is read; null where there is none.</summary>
    public Func<IReadOnlyDictionary<string, string>, int, ISelfPlayGame>? Game { get; init; }

    /// <summary>The world's name.</summary>
    public string Name => Descriptor.Name;

    /// <summary>Makes the kind with the given options; those left out take their first value.</summary>
    /// <exception cref="WorldOptionException">An option or its value is unknown.</exception>
    public IWorldKind Create(IReadOnlyDictionary<string, string> options) => Factory(Chosen(options));

    /// <summary>Makes the self-play game around the world with the given options.</summary>
    /// <param name="options">The world's options; those left out take their first value.</param>
    /// <param name="noiseDocuments">Finds of other questions beside the right ones where a reader confirms a question, and where reading is demonstrated.</param>
    /// <exception cref="WorldOptionException">An option or its value is unknown.</exception>
    /// <exception cref="NotSupportedException">The world has no such game.</exception>
    public ISelfPlayGame CreateGame(IReadOnlyDictionary<string, string> options, int noiseDocuments) =>
        (Game ?? throw new NotSupportedException($"World '{Name}' has no game in which its tasks are made."))(Chosen(options), noiseDocuments);

    private Dictionary<string, string> Chosen(IReadOnlyDictionary<string, string> options)
    {
        var chosen = Descriptor.Options.ToDictionary(option => option.Name, option => option.Values[0], StringComparer.Ordinal);
        foreach (var (name, value) in options)
        {
            var option = Descriptor.Options.FirstOrDefault(option => option.Name == name)
                ?? throw WorldOptionException.UnknownOption(Name, name, Descriptor.Options.Select(option => option.Name));
            if (!option.IsFree && !option.Values.Contains(value))
            {
                throw WorldOptionException.UnknownValue(Name, name, value, option.Values);
            }

            chosen[name] = value;
        }

        return chosen;
    }
}
