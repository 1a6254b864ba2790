using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Points24;

/// <summary>24 points: a formula over the cards, every card once, whose value is the target. Every task has a solution.</summary>
public sealed class Points24Kind : IWorldKind, IOracleSource, IAnswerSource, IAnswerAnatomy
{
    /// <summary>The world's name.</summary>
    public const string Name = "points24";

    private const int Version = 1;
    private const int MinCards = 2;
    private const int MaxDeals = 20_000;
    private const uint WithoutDivision = PointsGame.FullAlphabet & ~(1u << (int)Symbol.Divide);

    private static readonly DifficultyAxis CardsAxis = new("cards", 3, Hand.MaxCount, 4, "cards in the hand");
    private static readonly DifficultyAxis TargetAxis = new("target", 12, 100, 24, "the value to reach");
    private static readonly DifficultyAxis ValueAxis = new("max_value", 6, 13, 13, "largest rank that is dealt");

    private static readonly WorldOption DivisionOption =
        new("division", ["any", "needed"], "whether only hands are dealt that need a division; up to four cards are searched fast");

    private readonly PointsTask _blank;
    private readonly bool _needsDivision;

    /// <summary>A kind with the given options.</summary>
    public Points24Kind(IReadOnlyDictionary<string, string> options)
    {
        _blank = PointsKinds.Blank(Name, PointsGame.FullAlphabet, options);
        _needsDivision = Presentation.Choose(options, DivisionOption) == "needed";
        Descriptor = PointsGrammar.Describe(Descriptor, _blank);
    }

    /// <inheritdoc/>
    public WorldDescriptor Descriptor { get; } = new()
    {
        Name = Name,
        Version = Version,
        Summary = "Build a formula from four cards, each used once, that makes 24.",
        Instruction = "Make the target from all cards, one symbol per answer, then =.",
        ActionGrammar = "one symbol: 1-13 + - * / ( ) =; in mode one_shot the whole formula",
        TaskExample = """{"cards":["8S","3H","8D","3C"],"target":24}""",
        TaskFields = PointsKinds.Fields,
        Weights = PointsRewards.Weights,
        Axes = [CardsAxis, TargetAxis, ValueAxis],
        Options = [.. PointsKinds.Options, DivisionOption],
        MaxTurns = 24,
        ReportAxis = CardsAxis.Name,
    };

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">No hand of this difficulty reaches the target.</exception>
    public TaskInstance Generate(ulong seed, Difficulty difficulty)
    {
        var (count, target, max) = ((int)difficulty[CardsAxis], (int)difficulty[TargetAxis], (int)difficulty[ValueAxis]);
        var random = RandomKey.FromSeed(seed).Derive(Name).Stream();
        Span<Card> cards = stackalloc Card[count];
        Span<int> values = stackalloc int[count];
        for (var deal = 0; deal < MaxDeals; deal++)
        {
            Draw(ref random, max, _blank.Faces, cards, values);
            if (SolvableHands.CanReach(values, target, PointsGame.FullAlphabet)
                && !(_needsDivision && SolvableHands.CanReach(values, target, WithoutDivision)))
            {
                return PointsKinds.Instance(_blank.Deal([.. cards], target), seed, Version);
            }
        }

        throw new ArgumentException(
            $"World '{Name}': expected a hand of {count} cards up to {max} that makes {target}, but none came in {MaxDeals} deals; "
            + "raise cards or max_value, or choose another target.", nameof(difficulty));
    }

    /// <inheritdoc/>
    public TaskInstance Read(JsonElement state) =>
        PointsKinds.Instance(PointsKinds.Read(_blank, state, MinCards, Hand.MaxCount), seed: 0, Version);

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

    /// <summary>Draws a hand: each rank up to <paramref name="max"/> and each suit equally likely, with replacement.</summary>
    public static void Draw(ref RandomStream random, int max, string faces, Span<Card> cards, Span<int> values)
    {
        for (var i = 0; i < cards.Length; i++)
        {
            cards[i] = new Card((byte)random.NextInt(4 * max));
            values[i] = PointsTask.Value(cards[i], faces);
        }
    }
}
