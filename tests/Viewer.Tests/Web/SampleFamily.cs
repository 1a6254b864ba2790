using Agentic.Agents;

namespace Agentic.Viewer.Tests.Web;

/// <summary>Episodes that grew from others, and claims that cannot be: each in a group of its own.</summary>
internal static class SampleFamily
{
    /// <summary>Alone: three turns, left, left, left.</summary>
    public const int Origin = 0;

    /// <summary>Goes on from the first after two turns, and goes right.</summary>
    public const int Fork = 1;

    /// <summary>Made from the first.</summary>
    public const int Made = 2;

    /// <summary>Grew from <see cref="CircleB"/>, which grew from it.</summary>
    public const int CircleA = 3;

    /// <summary>The other half of the circle.</summary>
    public const int CircleB = 4;

    /// <summary>Grew from itself.</summary>
    public const int Self = 5;

    /// <summary>Grew from an episode that is nowhere, after fewer turns than none.</summary>
    public const int Orphan = 6;

    /// <summary>Goes on from the first after more turns than there are.</summary>
    public const int Beyond = 7;

    /// <summary>All of them, in their order.</summary>
    public static EpisodeRecord[] All { get; } =
    [
        Make(Origin, null, "left", "left", "left"), Make(Fork, new EpisodeParent(Origin, 2), "left", "left", "right"), Make(Made, new EpisodeParent(Origin), "up") with { Turns = Elsewhere() },
        Make(CircleA, new EpisodeParent(CircleB, 1), "left"), Make(CircleB, new EpisodeParent(CircleA, 1), "left"), Make(Self, new EpisodeParent(Self, 1), "left"),
        Make(Orphan, new EpisodeParent(-7, -3), "left"), Make(Beyond, new EpisodeParent(Origin, int.MaxValue), "left"),
    ];

    private static EpisodeRecord Make(long index, EpisodeParent? parent, params string[] actions)
    {
        var episode = Samples.Episode(index, new EpisodeEnd.Terminated(index == Origin), actions);
        return episode with
        {
            Group = index,
            Member = 0,
            Parent = parent,
            Turns = [.. episode.Turns.Select((turn, at) => turn with { Action = actions[at], State = new StateKey((ulong)at) })],
        };
    }

    private static System.Collections.Immutable.ImmutableArray<TurnRecord> Elsewhere() =>
        [.. Samples.Episode(0, new EpisodeEnd.Terminated(false), ["up"]).Turns.Select(turn => turn with { Action = "up", State = new StateKey(99) })];
}
