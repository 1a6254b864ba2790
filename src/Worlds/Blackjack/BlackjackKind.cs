using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Cards;

namespace Agentic.Worlds.Blackjack;

/// <summary>A task of blackjack: all its luck.</summary>
/// <param name="Deal">The cards in drawing order.</param>
/// <param name="Soft17">"stand" or "hit": what the dealer does at 17 with an ace that counts 11.</param>
/// <param name="Look">How it meets its player.</param>
public sealed record BlackjackTask(BlackjackDeal Deal, string Soft17, Presentation Look)
{
    /// <summary>Whether the dealer draws on a soft 17.</summary>
    public bool HitsSoft17 => Soft17 == "hit";

    /// <summary>Best play against this dealer.</summary>
    public BlackjackOptimum Optimum => HitsSoft17 ? BlackjackOptimum.Hitting : BlackjackOptimum.Standing;
}

/// <summary>Blackjack by the rules of Gymnasium's Blackjack-v1: infinite deck, hit or stand, +1, 0 or −1.</summary>
public sealed class BlackjackKind : IWorldKind, IOracleSource, IAnswerSource, IAnswerAnatomy, IGameOfChance
{
    /// <summary>The world's name.</summary>
    public const string Name = "blackjack";

    /// <summary>The reward part of a JSON answer that reads the player's cards rightly.</summary>
    public const string CardsRead = "cards_read";

    private const int Version = 1;

    private static readonly WorldOption Soft17Option = new("soft17", ["stand", "hit"], "what the dealer does at 17 with an ace that counts 11");

    private readonly Presentation _look;
    private readonly string _soft17;

    /// <summary>A kind with the given options.</summary>
    public BlackjackKind(IReadOnlyDictionary<string, string> options)
    {
        (_look, _soft17) = (Presentation.From(options), Presentation.Choose(options, Soft17Option));
        Descriptor = Descriptor with
        {
            AnswerPattern = _look.IsJson ? null : "hit|stand",
            AnswerSchema = _look.IsJson ? AnswerSchema.Object(("cards", AnswerSchema.Cards(Descriptor.MaxTurns)), ("action", AnswerSchema.Text("hit|stand"))) : null,
        };
    }

    /// <inheritdoc/>
    public WorldDescriptor Descriptor { get; } = new()
    {
        Name = Name,
        Version = Version,
        Summary = "Draw cards up to 21 against a dealer.",
        Instruction = "Beat the dealer: hit or stand.",
        ActionGrammar = "hit or stand",
        TaskExample = """{"player":["10S","2H"],"dealer":["6D","KC"],"coming":["5S","9H","3C","7D"]}""",
        TaskFields =
        [
            ("player", "the player's two cards: rank A 2 … 10 J Q K, then suit S H D C"),
            ("dealer", "the dealer's two cards, the open one first"),
            ("coming", "the cards to come, in order: first the player's draws, then the dealer's"),
            ("soft17", "optional: stand | hit"),
            .. Presentation.Fields,
        ],
        RewardBounds = (-1, 1),
        Weights = RewardWeights.Of((RewardWeights.Outcome, 1), (RewardWeights.Format, 0), (CardsRead, 0)),
        Options = [Soft17Option, .. Presentation.Options],
        MaxTurns = 22,
    };

    /// <inheritdoc/>
    public double OptimalMeanReturn(Difficulty difficulty) =>
        (_soft17 == "hit" ? BlackjackOptimum.Hitting : BlackjackOptimum.Standing).MeanReturn;

    /// <inheritdoc/>
    public TaskInstance Generate(ulong seed, Difficulty difficulty)
    {
        var random = RandomKey.FromSeed(seed).Derive(Name).Stream();
        return Instance(new BlackjackTask(BlackjackDeal.Draw(ref random), _soft17, _look), seed);
    }

    /// <inheritdoc/>
    public TaskInstance Read(JsonElement state)
    {
        var json = new TaskJson(Name, state, Descriptor.TaskFields.Select(field => field.Field));
        Card[] table = [.. Cards(json, "player", 2, 2), .. Cards(json, "dealer", 2, 2)];
        var coming = Cards(json, "coming", 0, BlackjackDeal.Capacity - 4);
        if (!BlackjackDeal.TryOf([.. table, .. coming], out var deal))
        {
            var needed = BlackjackDeal.Needed(BlackjackDeal.Total(table.AsSpan(0, 2)), BlackjackDeal.Total(table.AsSpan(2)));
            throw json.Invalid(
                "coming", $"cards of at least {needed} points in all, aces as 1, so that nobody runs out of them",
                $"cards of {BlackjackDeal.Total(coming)} points");
        }

        var soft17 = json.Choice(Soft17Option.Name, Soft17Option.Values, _soft17);
        return Instance(new BlackjackTask(deal, soft17, Presentation.Read(json, _look)), seed: 0);
    }

    /// <inheritdoc/>
    public ActionParse Parse(TaskInstance task, string text) => BlackjackAnswers.Parse(Payload(task), text);

    /// <inheritdoc/>
    public AnswerParts Dissect(TaskInstance task, string text) => JsonAnswer.Dissect(text, Payload(task).Look.IsJson);

    /// <inheritdoc/>
    public IWorld Open(TaskInstance task, WorldContext context) => new BlackjackWorld(Payload(task), context);

    /// <inheritdoc/>
    public IOracle CreateOracle(TaskInstance task) => new BlackjackOracle(Payload(task));

    /// <inheritdoc/>
    public string SampleAnswer(TaskInstance task, ref RandomStream random) =>
        BlackjackAnswers.Format(Payload(task), BlackjackRules.Start(Payload(task).Deal), random.NextBool(0.5));

    private static BlackjackTask Payload(TaskInstance task) => task.Payload as BlackjackTask
        ?? throw new ArgumentException($"A task of '{Name}' is needed, but this is one of '{task.World}'.", nameof(task));

    private static Card[] Cards(TaskJson json, string field, int min, int max) =>
        [.. json.Texts(field, min, max, 3).Select((name, i) => Card.TryParse(name, out var card)
            ? card : throw json.Invalid($"{field}[{i}]", "a card such as 10H, AS or KD", $"'{name}'"))];

    private static TaskInstance Instance(BlackjackTask task, ulong seed)
    {
        var names = task.Deal.Cards.ToArray().Select(card => card.ToString()).ToArray();
        var values = task.Deal.Cards.ToArray().Select(card => card.ValueUpToTen);
        var start = BlackjackRules.Start(task.Deal);
        var up = task.Deal.Cards[2].ValueUpToTen;
        return new TaskInstance
        {
            World = Name,
            WorldVersion = Version,
            Seed = seed,
            State = JsonText.Object(json =>
            {
                json.WriteTexts("player", names[..2]);
                json.WriteTexts("dealer", names[2..4]);
                json.WriteTexts("coming", names[4..]);
                json.WriteString(Soft17Option.Name, task.Soft17);
                task.Look.Write(json);
            }),
            Payload = task,
            CanonicalForm = string.Join(' ', values),
            Features = Difficulty.Of(
                ("player_total", start.Player.Total), ("dealer_up", up), ("expected_return", task.Optimum.Value(start.Player, up))).Values,
        };
    }
}
