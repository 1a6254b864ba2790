using System.Globalization;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Cards;

namespace Agentic.Worlds.NumberLine;

/// <summary>A task of the number line.</summary>
/// <param name="Start">The position at the start.</param>
/// <param name="Look">How it meets its player.</param>
public sealed record NumberLineTask(NumberLineState Start, Presentation Look);

/// <summary>The number line: walk to the target by + and -.</summary>
/// <remarks>The published rewards are outcome 1, not_nearer −1, format 0.</remarks>
public sealed class NumberLineKind : IWorldKind, IOracleSource, IAnswerSource, IAnswerAnatomy
{
    /// <summary>The world's name.</summary>
    public const string Name = "numberline";

    /// <summary>The reward part of a move that does not shrink the distance.</summary>
    public const string NotNearer = "not_nearer";

    /// <summary>The reward part of a JSON answer that reads both numbers rightly.</summary>
    public const string NumbersRead = "numbers_read";

    private const int Version = 1;
    private const int MinMax = 2;
    private const int MaxMax = 10;
    private const int Turns = 10;

    private static readonly DifficultyAxis MaxAxis = new("max_position", MinMax, MaxMax, 5, "right end of the line; the left end is 0");

    private readonly Presentation _look;

    /// <summary>A kind with the given options.</summary>
    public NumberLineKind(IReadOnlyDictionary<string, string> options)
    {
        _look = Presentation.From(options);
        var place = $$"""{"type":"integer","minimum":0,"maximum":{{MaxMax}}}""";
        Descriptor = Descriptor with
        {
            AnswerPattern = _look.IsJson ? null : "[+-]",
            AnswerSchema = _look.IsJson ? AnswerSchema.Object(("target", place), ("current", place), ("action", AnswerSchema.Text("[+-]"))) : null,
        };
    }

    /// <inheritdoc/>
    public WorldDescriptor Descriptor { get; } = new()
    {
        Name = Name,
        Version = Version,
        Summary = "Move a number to its target, one up or one down at a time.",
        Instruction = "Move current to target with + or -.",
        ActionGrammar = "+ or -",
        TaskExample = """{"max":5,"target":4,"current":1}""",
        TaskFields =
        [
            ("max", "right end of the line, 2 to 10"),
            ("target", "where to go, 0 to max"),
            ("current", "where it starts, 0 to max, not the target"),
            .. Presentation.Fields,
        ],
        Weights = RewardWeights.Of((RewardWeights.Outcome, 0.9), (RewardWeights.Format, 0.1), (NotNearer, 0), (NumbersRead, 0)),
        Axes = [MaxAxis],
        Options = Presentation.Options,
        MaxTurns = Turns,
        ReportAxis = MaxAxis.Name,
    };

    /// <inheritdoc/>
    public TaskInstance Generate(ulong seed, Difficulty difficulty)
    {
        var random = RandomKey.FromSeed(seed).Derive(Name).Stream();
        return Instance(new NumberLineTask(NumberLineRules.Deal((int)difficulty[MaxAxis], ref random), _look), seed);
    }

    /// <inheritdoc/>
    public TaskInstance Read(JsonElement state)
    {
        var json = new TaskJson(Name, state, Descriptor.TaskFields.Select(field => field.Field));
        var max = json.Integer("max", MinMax, MaxMax);
        var start = new NumberLineState(max, json.Integer("target", 0, max), json.Integer("current", 0, max));
        return start.Distance > 0
            ? Instance(new NumberLineTask(start, Presentation.Read(json, _look)), seed: 0)
            : throw json.Invalid("current", "another place than the target", start.Current.ToString(CultureInfo.InvariantCulture));
    }

    /// <inheritdoc/>
    public ActionParse Parse(TaskInstance task, string text) => NumberLineAnswers.Parse(Payload(task), text);

    /// <inheritdoc/>
    public AnswerParts Dissect(TaskInstance task, string text) => JsonAnswer.Dissect(text, Payload(task).Look.IsJson);

    /// <inheritdoc/>
    public IWorld Open(TaskInstance task, WorldContext context) => new NumberLineWorld(Payload(task), context);

    /// <inheritdoc/>
    public IOracle CreateOracle(TaskInstance task) => new NumberLineOracle(Payload(task));

    /// <inheritdoc/>
    public string SampleAnswer(TaskInstance task, ref RandomStream random)
    {
        var line = Payload(task);
        return NumberLineAnswers.Format(line, line.Start, random.NextBool(0.5) ? 1 : -1);
    }

    private static NumberLineTask Payload(TaskInstance task) => task.Payload as NumberLineTask
        ?? throw new ArgumentException($"A task of '{Name}' is needed, but this is one of '{task.World}'.", nameof(task));

    private static TaskInstance Instance(NumberLineTask task, ulong seed)
    {
        var start = task.Start;
        return new TaskInstance
        {
            World = Name,
            WorldVersion = Version,
            Seed = seed,
            State = JsonText.Object(json =>
            {
                json.WriteNumber("max", start.Max);
                json.WriteNumber("target", start.Target);
                json.WriteNumber("current", start.Current);
                task.Look.Write(json);
            }),
            Payload = task,
            CanonicalForm = $"{start.Max} {start.Target} {start.Current}",

            // The chance is that of coin tosses within the turn limit.
            Features = Difficulty.Of(
                ("max_position", start.Max), ("solution_length", start.Distance), ("chance", NumberLineRules.Chance(start, Turns))).Values,
        };
    }
}
