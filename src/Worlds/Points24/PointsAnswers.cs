using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Points24;

/// <summary>Reads and writes answers. Blanks are free; nothing else is.</summary>
public static class PointsAnswers
{
    /// <summary>Reads an answer to a task.</summary>
    public static ActionParse Parse(PointsTask task, string text)
    {
        if (JsonAnswer.TooLong(text) is { } tooLong)
        {
            return ActionParse.Refused(tooLong);
        }

        var final = AnswerText.Final(text);
        if (!task.Look.IsJson)
        {
            return ParseAction(task, final, null);
        }

        return JsonAnswer.TryRead(final.ToString(), out var answer, out var failure)
            ? ParseAction(task, answer.Action, new PointsPerception(answer.List("cards"), answer.Text("formula")))
            : ActionParse.Refused(failure);
    }

    /// <summary>The answer that stands for an action at a position.</summary>
    /// <param name="task">The task.</param>
    /// <param name="written">The formula so far.</param>
    /// <param name="action">A symbol or a formula as text.</param>
    public static string Format(PointsTask task, in Formula written, string action)
    {
        if (!task.Look.IsJson)
        {
            return action;
        }

        var formula = written.ToString();
        return JsonText.Object(json =>
        {
            json.WriteTexts("cards", task.Cards.Select(card => card.RankText));
            json.WriteString("formula", formula);
            json.WriteString("action", action);
        });
    }

    /// <summary>Whether the cards were named rightly: by rank or by what they count, with or without suit, in any order.</summary>
    public static bool AreCards(PointsTask task, IReadOnlyList<string>? seen)
    {
        if (seen is null || seen.Count != task.Cards.Length)
        {
            return false;
        }

        var left = task.Cards.ToList();
        return seen.All(name => left.FindIndex(card => IsCard(task, card, name.Trim())) is var index and >= 0 && Remove(left, index));
    }

    /// <summary>Whether a text is this formula, blanks aside.</summary>
    public static bool IsFormula(in Formula formula, string? seen)
    {
        Span<Symbol> symbols = stackalloc Symbol[Formula.Capacity];
        return seen is not null && FormulaScanner.Scan(seen, symbols, out var count) is null
            && symbols[..count].SequenceEqual(formula.Symbols);
    }

    private static bool Remove(List<Card> cards, int index)
    {
        cards.RemoveAt(index);
        return true;
    }

    private static bool IsCard(PointsTask task, Card card, string name) =>
        name.Equals(card.RankText, StringComparison.OrdinalIgnoreCase)
        || name.Equals(card.ToString(), StringComparison.OrdinalIgnoreCase)
        || name == $"{PointsTask.Value(card, task.Faces)}";

    private static ActionParse ParseAction(PointsTask task, ReadOnlySpan<char> text, PointsPerception? seen)
    {
        Span<Symbol> symbols = stackalloc Symbol[Formula.Capacity + 2];
        var failure = FormulaScanner.Scan(text, symbols, out var count);
        return task.IsOneShot
            ? ParseFormula(task, text, symbols[..count], failure, seen)
            : ParseSymbol(task, text, symbols[..count], failure, seen);
    }

    private static ActionParse ParseSymbol(
        PointsTask task, ReadOnlySpan<char> text, ReadOnlySpan<Symbol> symbols, string? failure, PointsPerception? seen)
    {
        return failure is null && symbols.Length == 1 && (task.Alphabet & symbols[0].Bit()) != 0
            ? ActionParse.Understood(new PointsSymbol(symbols[0], seen))
            : ActionParse.Refused($"Expected one symbol of {Symbols.List(task.Alphabet)}, but {AnswerText.Quote(text)} came.");
    }

    // A trailing "=", or "= target", is understood: it says no more than the formula itself.
    private static ActionParse ParseFormula(
        PointsTask task, ReadOnlySpan<char> text, ReadOnlySpan<Symbol> symbols, string? failure, PointsPerception? seen)
    {
        var end = symbols.IndexOf(Symbol.Equal);
        if (failure is null && end >= 0)
        {
            var claim = symbols[(end + 1)..];
            failure = claim.Length == 0 || (claim.Length == 1 && claim[0].IsNumber() && (int)claim[0] == task.Target)
                ? null : $"nothing but {task.Target} may follow '='";
            symbols = symbols[..end];
        }

        failure ??= symbols.Length is 0 or > Formula.Capacity ? $"a formula has 1 to {Formula.Capacity} symbols" : null;
        return failure is null
            ? ActionParse.Understood(new PointsFormula(Formula.Of(symbols), seen))
            : ActionParse.Refused($"Expected a formula over the cards, but {AnswerText.Quote(text)} came: {failure}.");
    }

    /// <summary>A well-formed answer at random: a symbol of the alphabet, or the cards in random order with random operators between.</summary>
    public static string Sample(PointsTask task, ref RandomStream random)
    {
        // The alphabet of the world, less the numbers that are on no card: a random player reads the cards.
        var symbols = new List<Symbol>();
        for (var value = 1; value < Symbols.Count; value++)
        {
            var symbol = (Symbol)value;
            if (symbol.IsNumber() ? task.Values.Contains(value) : (task.Alphabet & symbol.Bit()) != 0)
            {
                symbols.Add(symbol);
            }
        }

        if (!task.IsOneShot)
        {
            return Format(task, default, symbols[random.NextInt(symbols.Count)].Text());
        }

        var cards = task.Values.ToArray();
        random.Shuffle<int>(cards);
        var operators = symbols.Where(symbol => symbol.IsOperator()).ToList();
        var text = cards[0].ToString();
        foreach (var card in cards.AsSpan(1))
        {
            text += $"{operators[random.NextInt(operators.Count)].Text()}{card}";
        }

        return Format(task, default, text);
    }
}
