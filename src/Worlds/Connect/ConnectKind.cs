using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Cards;

namespace Agentic.Worlds.Connect;

/// <summary>Two players drop discs into columns in turn; a line of one's own discs wins. Small enough to be solved exactly.</summary>
/// <remarks>Tasks are openings: a few discs that lie there already. Best play is known from each of them, and it is not the same for all.</remarks>
public sealed class ConnectKind : IWorldKind, IOracleSource, IAnswerSource, IGameOfChance
{
    /// <summary>The world's name.</summary>
    public const string Name = "connect";

    private const int Version = 1;
    private const int MaxOpening = 8;

    private static readonly DifficultyAxis RowsAxis = new("rows", ConnectBoard.MinSide, ConnectBoard.MaxRows, 4, "cells from bottom to top");
    private static readonly DifficultyAxis ColumnsAxis = new("columns", ConnectBoard.MinSide, ConnectBoard.MaxColumns, 4, "cells from left to right");
    private static readonly DifficultyAxis LineAxis = new("line", ConnectBoard.MinSide, 4, 3, "discs in a row that win");
    private static readonly DifficultyAxis OpeningAxis = new("opening", 0, MaxOpening, 4, "discs that lie there at the start", HarderUp: false);
    private static readonly WorldOption ViewOption = new("view", ["image", "text"], "the board as a picture, or in letters: x one's own, o the other's");

    private readonly bool _isText;

    /// <summary>A kind with the given options.</summary>
    public ConnectKind(IReadOnlyDictionary<string, string> options) => _isText = Presentation.Choose(options, ViewOption) == "text";

    /// <summary>Who plays; the first is to move when an even number of discs lie on the board.</summary>
    public static ImmutableArray<string> Roles { get; } = ["first", "second"];

    /// <inheritdoc/>
    public WorldDescriptor Descriptor => field ??= new()
    {
        Name = Name,
        Version = Version,
        Summary = "Two players drop discs into columns; a line of one's own wins.",
        Instruction = "Drop a disc into a column. A line of your own wins.",
        Modalities = [_isText ? "text" : "image"],
        ActionGrammar = $"a column, 1 to {ConnectBoard.MaxColumns}, counted from the left; a full one costs the turn",
        AnswerPattern = $"[1-{ConnectBoard.MaxColumns}]",
        TaskExample = """{"rows":4,"columns":4,"line":3,"opening":[2,2,3,1]}""",
        TaskFields =
        [
            ("rows", $"cells from bottom to top, {ConnectBoard.MinSide} to {ConnectBoard.MaxRows}"),
            ("columns", $"cells from left to right, {ConnectBoard.MinSide} to {ConnectBoard.MaxColumns}"),
            ("line", "discs in a row that win, 3 or 4, not more than the board has both ways"),
            ("opening", "columns, counted from 1, of the discs that lie there already, in the order of play; the game must still go on"),
            (ViewOption.Name, $"optional: {string.Join(" | ", ViewOption.Values)}"),
        ],
        Axes = [RowsAxis, ColumnsAxis, LineAxis, OpeningAxis],
        Options = [ViewOption],
        MaxTurns = 2 * ConnectBoard.MaxRows * ConnectBoard.MaxColumns,
        Roles = Roles,
        ReportAxis = OpeningAxis.Name,
    };

    /// <inheritdoc/>
    public double OptimalMeanReturn(Difficulty difficulty) =>
        Descriptor.Weights.ByPart[RewardWeights.Format]
        + (Descriptor.Weights.ByPart[RewardWeights.Outcome] * ConnectTask.MeanShare(Board(difficulty), default, (int)difficulty[OpeningAxis]));

    /// <inheritdoc/>
    public TaskInstance Generate(ulong seed, Difficulty difficulty)
    {
        var random = RandomKey.FromSeed(seed).Derive(Name).Stream();
        return Instance(ConnectTask.Draw(Board(difficulty), (int)difficulty[OpeningAxis], _isText, ref random), seed);
    }

    /// <inheritdoc/>
    public TaskInstance Read(JsonElement state)
    {
        var json = new TaskJson(Name, state, Descriptor.TaskFields.Select(field => field.Field));
        var (rows, columns) = (json.Integer("rows", ConnectBoard.MinSide, ConnectBoard.MaxRows), json.Integer("columns", ConnectBoard.MinSide, ConnectBoard.MaxColumns));
        var board = new ConnectBoard(rows, columns, json.Integer("line", ConnectBoard.MinSide, Math.Min(4, Math.Max(rows, columns))));
        ImmutableArray<int> opening = [.. json.Integers("opening", 0, board.Cells, 1, columns).Select(column => column - 1)];
        var isText = json.Choice(ViewOption.Name, ViewOption.Values, ViewOption.Values[_isText ? 1 : 0]) == "text";
        return ConnectTask.Of(board, opening, isText) is { } task
            ? Instance(task, seed: 0)
            : throw json.Invalid("opening", "moves into columns with room, after which the game goes on", string.Join(", ", opening.Select(column => column + 1)));
    }

    /// <inheritdoc/>
    public ActionParse Parse(TaskInstance task, string text) => ConnectMove.Parse(text);

    /// <inheritdoc/>
    public IWorld Open(TaskInstance task, WorldContext context) => new ConnectWorld(Payload(task), context);

    /// <inheritdoc/>
    public IOracle CreateOracle(TaskInstance task) => new ConnectOracle(Payload(task));

    /// <inheritdoc/>
    public string SampleAnswer(TaskInstance task, ref RandomStream random) => ConnectMove.Format(random.NextInt(Payload(task).Board.Columns));

    private static ConnectTask Payload(TaskInstance task) => task.Payload as ConnectTask
        ?? throw new ArgumentException($"A task of '{Name}' is needed, but this is one of '{task.World}'.", nameof(task));

    // A line that is longer than the board in both directions could never be made.
    private static ConnectBoard Board(Difficulty difficulty)
    {
        var (rows, columns) = ((int)difficulty[RowsAxis], (int)difficulty[ColumnsAxis]);
        return new ConnectBoard(rows, columns, Math.Min((int)difficulty[LineAxis], Math.Max(rows, columns)));
    }

    private static TaskInstance Instance(ConnectTask task, ulong seed)
    {
        var (here, mirrored) = (task.Start.Words(task.Board, 0), task.Start.Mirrored(task.Board).Words(task.Board, 0));
        return new TaskInstance
        {
            World = Name,
            WorldVersion = Version,
            Seed = seed,
            State = JsonText.Object(json =>
            {
                json.WriteNumber("rows", task.Board.Rows);
                json.WriteNumber("columns", task.Board.Columns);
                json.WriteNumber("line", task.Board.Line);
                json.WriteStartArray("opening");
                task.Opening.ToList().ForEach(column => json.WriteNumberValue(column + 1));
                json.WriteEndArray();
                json.WriteString(ViewOption.Name, ViewOption.Values[task.IsText ? 1 : 0]);
            }),
            Payload = task,
            CanonicalForm = $"{task.Board.Line}\n{(string.CompareOrdinal(here, mirrored) <= 0 ? here : mirrored)}",
            Features = Difficulty.Of(
                ("rows", task.Board.Rows), ("columns", task.Board.Columns), ("line", task.Board.Line), ("opening", task.Opening.Length),
                ("best_play", ConnectTask.Share(task.Board, task.Start))).Values,
        };
    }
}
