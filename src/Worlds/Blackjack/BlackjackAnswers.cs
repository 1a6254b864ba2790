using Agentic.Agents;
using Agentic.Worlds.Cards;

namespace Agentic.Worlds.Blackjack;

/// <summary>Draws a card, or stands.</summary>
/// <param name="IsHit">Whether a card is drawn.</param>
/// <param name="IsJson">Whether the answer was a JSON object, which is asked for the cards as well.</param>
/// <param name="SeenCards">The player's cards as a JSON answer names them, or null.</param>
public sealed record BlackjackMove(bool IsHit, bool IsJson = false, IReadOnlyList<string>? SeenCards = null) : TypedAction
{
    /// <inheritdoc/>
    public override string Canonical => IsHit ? "hit" : "stand";
}

/// <summary>Reads and writes answers.</summary>
public static class BlackjackAnswers
{
    /// <summary>Reads an answer to a task.</summary>
    public static ActionParse Parse(BlackjackTask task, string text)
    {
        if (JsonAnswer.TooLong(text) is { } tooLong)
        {
            return ActionParse.Refused(tooLong);
        }

        var final = AnswerText.Final(text);
        if (!task.Look.IsJson)
        {
            return IsHit(final) is { } hit
                ? ActionParse.Understood(new BlackjackMove(hit))
                : ActionParse.Refused($"Expected hit or stand, but {AnswerText.Quote(final)} came.");
        }

        if (!JsonAnswer.TryRead(final.ToString(), out var answer, out var failure))
        {
            return ActionParse.Refused(failure);
        }

        return IsHit(answer.Action) is { } said
            ? ActionParse.Understood(new BlackjackMove(said, IsJson: true, answer.List("cards")))
            : ActionParse.Refused($"Expected \"action\" to be hit or stand, but {AnswerText.Quote(answer.Action)} came.");
    }

    /// <summary>The answer that stands for an action at a position.</summary>
    public static string Format(BlackjackTask task, BlackjackState state, bool isHit)
    {
        var action = isHit ? "hit" : "stand";
        return !task.Look.IsJson ? action : JsonText.Object(json =>
        {
            json.WriteTexts("cards", Held(state).Select(card => card.RankText));
            json.WriteString("action", action);
        });
    }

    /// <summary>The player's cards.</summary>
    public static Card[] Held(BlackjackState state) => [.. state.Deal.Cards[..2], .. state.Deal.Cards.Slice(4, state.Hits)];

    /// <summary>Whether the cards were named rightly: by rank or with suit, in any order.</summary>
    public static bool AreCards(BlackjackState state, IReadOnlyList<string>? seen)
    {
        var left = Held(state).ToList();
        return seen is not null && seen.Count == left.Count && seen.All(name =>
        {
            var index = left.FindIndex(card => name.Trim().Equals(card.RankText, StringComparison.OrdinalIgnoreCase)
                || name.Trim().Equals(card.ToString(), StringComparison.OrdinalIgnoreCase));
            if (index >= 0)
            {
                left.RemoveAt(index);
            }

            return index >= 0;
        });
    }

    private static bool? IsHit(ReadOnlySpan<char> text)
    {
        var word = text.Trim();
        return word.Equals("hit", StringComparison.OrdinalIgnoreCase) ? true
            : word.Equals("stand", StringComparison.OrdinalIgnoreCase) || word.Equals("stick", StringComparison.OrdinalIgnoreCase) ? false
            : null;
    }
}
