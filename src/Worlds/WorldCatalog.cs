using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Worlds.Blackjack;
using Agentic.Worlds.Code;
using Agentic.Worlds.Connect;
using Agentic.Worlds.EzPoints;
using Agentic.Worlds.Gui;
using Agentic.Worlds.Maze;
using Agentic.Worlds.NumberLine;
using Agentic.Worlds.Points24;
using Agentic.Worlds.Search;
using Agentic.Worlds.Search.SelfPlay;

namespace Agentic.Worlds;

/// <summary>Every world kind of this project, by name: the one place that lists them.</summary>
public static class WorldCatalog
{
    private static readonly ImmutableDictionary<string, string> NoOptions = ImmutableDictionary<string, string>.Empty;

    /// <summary>The worlds, in the order in which they are shown.</summary>
    public static ImmutableArray<WorldEntry> All { get; } =
    [
        Entry(options => new MazeKind(MazeOptions.From(options)), () => new MazeBench()),
        Entry(options => new NumberLineKind(options), () => new NumberLineBench()),
        Entry(options => new EzPointsKind(options), EzPointsBench.Create),
        Entry(options => new Points24Kind(options), Points24Bench.Create),
        Entry(options => new BlackjackKind(options), () => new BlackjackBench()),
        Entry(options => new ConnectKind(options), () => new ConnectBench()),
        Entry(options => new GuiWorldKind(options)) with { ServiceBench = () => new GuiBench(), Need = GuiBench.Need },
        Entry(options => new SearchKind(options)) with { ServiceBench = () => new SearchBench(), Game = (options, noise) => new SearchGame(options, noise) },
        Entry(CodeKind.Create) with { ServiceBench = () => new CodeBench(), Need = CodeKind.Need },
    ];

    /// <summary>The entry of a name.</summary>
    /// <exception cref="UnknownWorldException">There is none; the message suggests the nearest name.</exception>
    public static WorldEntry Find(string name) =>
        All.FirstOrDefault(entry => entry.Name == name) ?? throw new UnknownWorldException(name, [.. All.Select(entry => entry.Name)]);

    /// <summary>Makes a kind by name.</summary>
    /// <exception cref="UnknownWorldException">There is no such world.</exception>
    /// <exception cref="WorldOptionException">An option or its value is unknown.</exception>
    public static IWorldKind Create(string name, IReadOnlyDictionary<string, string>? options = null) =>
        Find(name).Create(options ?? NoOptions);

    private static WorldEntry Entry(WorldFactory factory, Func<IStepBench>? bench = null) =>
        new(factory(NoOptions).Descriptor, factory, bench);
}
