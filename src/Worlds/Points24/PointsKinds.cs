using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Points24;

/// <summary>What EZ points and 24 points share in reading and describing tasks.</summary>
public static class PointsKinds
{
    /// <summary>The fields of an explicit task.</summary>
    public static ImmutableArray<(string Field, string Meaning)> Fields { get; } =
    [
        ("cards", "the hand: rank A 2 … 10 J Q K, then suit S H D C, such as 10H"),
        ("target", "the value to reach"),
        ("faces", "optional: ten | rank"),
        ("mode", "optional: stepwise | one_shot"),
        ("cut", "optional: none | off_path"),
        .. Presentation.Fields,
    ];

    /// <summary>The choices.</summary>
    public static ImmutableArray<WorldOption> Options { get; } =
        [PointsTask.ModeOption, PointsTask.FacesOption, PointsTask.CutOption, .. Presentation.Options];

    /// <summary>A task without cards, as a kind with these options makes them.</summary>
    public static PointsTask Blank(string world, uint alphabet, IReadOnlyDictionary<string, string> options) => new(
        world, alphabet, [], 0,
        Presentation.Choose(options, PointsTask.FacesOption), Presentation.Choose(options, PointsTask.ModeOption),
        Presentation.Choose(options, PointsTask.CutOption), Presentation.From(options));

    /// <summary>Reads an explicit task; what it leaves out is as in <paramref name="blank"/>.</summary>
    /// <exception cref="TaskFormatException">A field is wrong, or the cards cannot reach the target.</exception>
    public static PointsTask Read(PointsTask blank, JsonElement state, int minCards, int maxCards)
    {
        var json = new TaskJson(blank.World, state, Fields.Select(field => field.Field));
        var names = json.Texts("cards", minCards, maxCards, 3);
        var cards = names.Select((name, i) => Card.TryParse(name, out var card)
            ? card : throw json.Invalid($"cards[{i}]", "a card such as 10H, AS or KD", $"'{name}'"));
        return new PointsTask(
            blank.World, blank.Alphabet, [.. cards],
            json.Integer("target", 1, PointsTask.MaxTarget),
            json.Choice("faces", PointsTask.FacesOption.Values, blank.Faces),
            json.Choice("mode", PointsTask.ModeOption.Values, blank.Mode),
            json.Choice("cut", PointsTask.CutOption.Values, blank.Cut),
            Presentation.Read(json, blank.Look));
    }

    /// <summary>The instance of a task, which must have a solution.</summary>
    /// <exception cref="TaskFormatException">It has none.</exception>
    public static TaskInstance Instance(PointsTask task, ulong seed, int version)
    {
        var values = task.NewValues();
        return TargetSearch.Find(values, task.Target) is { } solution
            ? task.ToInstance(seed, version, solution, values)
            : throw new TaskFormatException(
                task.World, "cards", $"a hand from which {task.Target} can be made",
                $"{string.Join(' ', task.Values)}, from which it cannot");
    }

    /// <summary>The typed task of an instance.</summary>
    /// <exception cref="ArgumentException">It belongs to another world.</exception>
    public static PointsTask Payload(string world, TaskInstance task) => task.Payload is PointsTask points && points.World == world
        ? points
        : throw new ArgumentException($"A task of '{world}' is needed, but this is one of '{task.World}'.", nameof(task));
}
