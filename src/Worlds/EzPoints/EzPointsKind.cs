using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Points24;

namespace Agentic.Worlds.EzPoints;

/// <summary>EZ points: two cards, + or *, and a target that one of the two reaches. The rules are those of 24 points.</summary>
public sealed class EzPointsKind : IWorldKind, IOracleSource, IAnswerSource, IAnswerAnatomy
{
    /// <summary>The world's name.</summary>
    public const string Name = "ezpoints";

    private const int Version = 1;
    private const int Cards = 2;

    // Every target up to 20 is a sum of two cards; 22 and 23 can be made by no two.
    private static readonly DifficultyAxis TargetAxis = new("target", 4, 20, 12, "the value to reach");

    private readonly PointsTask _blank;

    /// <summary>A kind with the given options.</summary>
    public EzPointsKind(IReadOnlyDictionary<string, string> options)
    {
        _blank = PointsKinds.Blank(Name, PointsGame.EasyAlphabet, options);
        Descriptor = PointsGrammar.Describe(Descriptor, _blank);
    }

    /// <inheritdoc/>
    public WorldDescriptor Descriptor { get; } = new()
    {
        Name = Name,
        Version = Version,
        Summary = "Build a formula from two cards with + or * that makes 12.",
        Instruction = "Make the target from both cards, one symbol per answer, then =.",
        ActionGrammar = "one symbol: 1-13 + * =; in mode one_shot the whole formula",
        TaskExample = """{"cards":["2S","6H"],"target":12}""",
        TaskFields = PointsKinds.Fields,
        Weights = PointsRewards.Weights,
        Axes = [TargetAxis],
        Options = PointsKinds.Options,
        MaxTurns = 6,
        ReportAxis = TargetAxis.Name,
    };

    /// <inheritdoc/>
    public TaskInstance Generate(ulong seed, Difficulty difficulty)
    {
        var random = RandomKey.FromSeed(seed).Derive(Name).Stream();
        var target = (int)difficulty[TargetAxis];
        var (first, second) = EzPointsDeal.Draw(ref random, target, _blank.Faces == "ten" ? 10 : 13);
        return PointsKinds.Instance(_blank.Deal([first, second], target), seed, Version);
    }

    /// <inheritdoc/>
    public TaskInstance Read(JsonElement state) => PointsKinds.Instance(PointsKinds.Read(_blank, state, Cards, Cards), seed: 0, Version);

    /// <inheritdoc/>
    public ActionParse Parse(TaskInstance task, string text) => PointsAnswers.Parse(PointsKinds.Payload(Name, task), text);

    /// <inheritdoc/>
    public string SampleAnswer(TaskInstance task, ref RandomStream random) => PointsAnswers.Sample(PointsKinds.Payload(Name, task), ref random);

    /// <inheritdoc/>
    public AnswerParts Dissect(TaskInstance task, string text) => JsonAnswer.Dissect(text, PointsKinds.Payload(Name, task).Look.IsJson);

    /// <inheritdoc/>
    public IWorld Open(TaskInstance task, WorldContext context) => PointsWorld.Open(PointsKinds.Payload(Name, task), context);

    /// <inheritdoc/>
    public IOracle CreateOracle(TaskInstance task) => new PointsOracle(PointsKinds.Payload(Name, task));
}
