using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Points24;

/// <summary>A task of EZ points or 24 points.</summary>
/// <param name="World">Which of the two.</param>
/// <param name="Alphabet">The symbols of that world.</param>
/// <param name="Cards">The hand, in the order in which it lies on the table.</param>
/// <param name="Target">The value to reach.</param>
/// <param name="Faces">"ten": jack, queen and king count 10. "rank": 11, 12 and 13.</param>
/// <param name="Mode">"stepwise": an answer is a symbol. "one_shot": an answer is the whole formula.</param>
/// <param name="Cut">"none", or "off_path": the game is lost as soon as the formula can no longer become right.</param>
/// <param name="Look">How it meets its player.</param>
public sealed record PointsTask(
    string World, uint Alphabet, ImmutableArray<Card> Cards, int Target, string Faces, string Mode, string Cut, Presentation Look)
{
    /// <summary>Largest target.</summary>
    public const int MaxTarget = 200;

    /// <summary>What face cards count.</summary>
    public static WorldOption FacesOption { get; } = new("faces", ["ten", "rank"], "jack, queen and king count 10, or 11, 12 and 13");

    /// <summary>How much an answer says.</summary>
    public static WorldOption ModeOption { get; } = new("mode", ["stepwise", "one_shot"], "an answer is one symbol, or the whole formula");

    /// <summary>Whether hopeless games end early.</summary>
    public static WorldOption CutOption { get; } = new("cut", ["none", "off_path"], "whether a formula that cannot become right any more ends the game");

    /// <summary>What each card counts, in the order of the cards.</summary>
    public ImmutableArray<int> Values { get; } = [.. Cards.Select(card => Value(card, Faces))];

    /// <summary>What the rules need.</summary>
    public PointsGame Game => new(Target, Alphabet);

    /// <summary>Whether an answer is the whole formula.</summary>
    public bool IsOneShot => Mode == "one_shot";

    /// <summary>What a card counts.</summary>
    public static int Value(Card card, string faces) => faces == "ten" ? card.ValueUpToTen : card.Rank;

    /// <summary>The same task with other cards and target.</summary>
    public PointsTask Deal(ImmutableArray<Card> cards, int target) => new(World, Alphabet, cards, target, Faces, Mode, Cut, Look);

    /// <summary>The values of all expressions over the hand.</summary>
    public HandValues NewValues() => new(Values.AsSpan(), Alphabet);

    /// <summary>The instance of this task, with its measured features.</summary>
    /// <param name="seed">Where it came from.</param>
    /// <param name="version">Of the world.</param>
    /// <param name="solution">A right expression.</param>
    /// <param name="values">The values over the hand.</param>
    public TaskInstance ToInstance(ulong seed, int version, ExpressionTree solution, HandValues values)
    {
        var sorted = string.Join(' ', Values.Order());
        return new TaskInstance
        {
            World = World,
            WorldVersion = version,
            Seed = seed,
            State = JsonText.Object(Write),
            Payload = this,
            CanonicalForm = $"{sorted} = {Target}",
            Features = PointsFeatures.Measure(this, solution, values),
        };
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteTexts("cards", Cards.Select(card => card.ToString()));
        json.WriteNumber("target", Target);
        json.WriteString(FacesOption.Name, Faces);
        json.WriteString(ModeOption.Name, Mode);
        json.WriteString(CutOption.Name, Cut);
        Look.Write(json);
    }
}
