using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Worlds.Maze;

/// <summary>Mazes: find the way from the agent to the goal, from a picture, step by step or in one answer.</summary>
public sealed class MazeKind(MazeOptions options) : IWorldKind, IOracleSource, IAnswerSource
{
    /// <summary>The kind's name.</summary>
    public const string Name = "maze";

    private const int StepwiseTurns = 12;

    private static readonly DifficultyAxis Size = new("size", MazeLayout.MinSize, MazeLayout.MaxSize, 5, "rows and columns");
    private static readonly DifficultyAxis Length = new("length", 1, 60, 5, "moves of the shortest path, met exactly where the size allows; needs as many turns");
    private static readonly DifficultyAxis LengthMin =
        new("length_min", 1, 60, 60, "where below length: the length is uniform from here to length");
    private static readonly DifficultyAxis Turns = new("turns", 0, 60, 60, "most changes of direction on the shortest path");
    private static readonly DifficultyAxis Braid =
        new("braid", 0, 1, 0, "share of dead ends opened into loops", IsInteger: false, HarderUp: false);
    private static readonly DifficultyAxis View =
        new("view", 1, MazeLayout.MaxSize - 1, MazeLayout.MaxSize - 1, "cells seen in each direction; one-shot mazes are seen whole", HarderUp: false);

    private readonly bool _isOneShot = options.Mode == MazeOptions.OneShot;

    /// <inheritdoc/>
    public WorldDescriptor Descriptor { get; } = Describe(options.Mode == MazeOptions.OneShot);

    /// <inheritdoc/>
    public TaskInstance Generate(ulong seed, Difficulty difficulty)
    {
        var key = RandomKey.FromSeed(seed).Derive(Name);
        var size = (int)difficulty[Size];
        var length = (int)difficulty[Length];
        var spec = new MazeSpec(size, Math.Min((int)difficulty[LengthMin], length), length, (int)difficulty[Turns], difficulty[Braid]);
        var carve = options.Generator == MazeOptions.Mixed
            ? MazeCarvers.All[key.Derive("generator").Stream().NextInt(MazeCarvers.All.Length)].Carve
            : MazeCarvers.Named(options.Generator);
        var theme = options.Theme == MazeOptions.Mixed
            ? MazeTheme.All[key.Derive("theme").Stream().NextInt(MazeTheme.All.Length)].Name
            : options.Theme;
        var view = _isOneShot ? size - 1 : Math.Min((int)difficulty[View], size - 1);
        var layout = MazeGenerator.Generate(key, carve, spec);
        return ToTask(new MazeTask(layout, _isOneShot, view, theme, options.CellPixels(size), options.Text), seed);
    }

    /// <inheritdoc/>
    public TaskInstance Read(JsonElement state) => ToTask(MazeTaskReader.Read(state, options), seed: 0);

    /// <inheritdoc/>
    public ActionParse Parse(TaskInstance task, string text) =>
        Of(task).IsOneShot ? MazeAnswer.ReadPath(text) : MazeAnswer.ReadMove(text);

    /// <inheritdoc/>
    public IWorld Open(TaskInstance task, WorldContext context) => new MazeWorld(Of(task), context.Images);

    /// <inheritdoc/>
    public IOracle CreateOracle(TaskInstance task) => new MazeOracle(Of(task));

    /// <inheritdoc/>
    public string SampleAnswer(TaskInstance task, ref RandomStream random)
    {
        var words = new List<string> { Moves.Word((Move)random.NextInt(Moves.Count)) };
        while (Of(task).IsOneShot && words.Count < MazeAnswer.MaxMoves && random.NextInt(Moves.Count + 1) is var next and < Moves.Count)
        {
            words.Add(Moves.Word((Move)next));
        }

        return string.Join(' ', words);
    }

    private static MazeTask Of(TaskInstance task) => (MazeTask)task.Payload;

    private TaskInstance ToTask(MazeTask maze, ulong seed) => new()
    {
        World = Name,
        WorldVersion = Descriptor.Version,
        Seed = seed,
        State = maze.ToJson(),
        Payload = maze,
        Features = maze.Features(StepwiseTurns),
        CanonicalForm = maze.CanonicalForm(),
    };

    private static WorldDescriptor Describe(bool isOneShot) => new()
    {
        Name = Name,
        Version = 1,
        Summary = isOneShot ? "See a maze and give the whole way to the goal." : "See a maze and walk to the goal, one move per turn.",
        Instruction = isOneShot ? "Maze: list the moves from green to red." : "Maze: go from green to red. One move: up, down, left, right.",
        Modalities = ["image", "text"],
        ActionGrammar = isOneShot
            ? "moves up, down, left, right (or u, d, l, r, or arrows) between blanks or marks; a wall fails, and the last move must enter the goal"
            : "one of up, down, left, right (or u, d, l, r, or an arrow); a wall costs the turn",
        // The longest way through the largest maze is shorter.
        AnswerPattern = isOneShot ? $"(up|down|left|right)( (up|down|left|right)){{0,{MazeLayout.MaxCells - 1}}}" : "up|down|left|right",
        TaskExample = """{"rows":["6ec","515","381"],"start":[0,0],"goal":[2,2]}""",
        TaskFields = MazeTaskReader.Fields,
        Weights = RewardWeights.Default.With(ImmutableDictionary.CreateRange(
            [KeyValuePair.Create("progress", 0.0), KeyValuePair.Create("legal", 0.0), KeyValuePair.Create("optimal", 0.0)])),
        Axes = [Size, Length, LengthMin, Turns, Braid, View],
        Options = MazeOptions.All,
        MaxTurns = isOneShot ? 1 : StepwiseTurns,
        ReportAxis = Length.Name,
    };
}
