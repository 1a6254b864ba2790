using Agentic.Agents;
using Agentic.Worlds.Cards;
using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Points24;

/// <summary>The answers of EZ points and 24 points as patterns and schemas.</summary>
public static class PointsGrammar
{
    private const string Number = "(1[0-3]?|[2-9])";

    // At most 6 numbers, 5 operators, 6 opening and 12 closing marks: 29 symbols of the 32 that a formula holds.
    private const int MoreTerms = 5;

    /// <summary>The descriptor with the grammar of the answers that tasks like this one take.</summary>
    public static WorldDescriptor Describe(WorldDescriptor world, PointsTask blank)
    {
        var action = blank.IsOneShot ? Formula(blank.Alphabet) : Symbol(blank.Alphabet);
        return world with
        {
            AnswerPattern = blank.Look.IsJson ? null : action,
            AnswerSchema = blank.Look.IsJson
                ? AnswerSchema.Object(("cards", AnswerSchema.Cards(Hand.MaxCount)), ("formula", AnswerSchema.Text(@"[0-9+*/()=\-]{0,40}")), ("action", AnswerSchema.Text(action)))
                : null,
        };
    }

    private static string Symbol(uint alphabet) => $"{Number}|[{Marks(alphabet, symbol => true)}]";

    // Two numbers never meet: their digits would read as one.
    private static string Formula(uint alphabet)
    {
        var term = (alphabet & Expressions.Symbol.Open.Bit()) != 0 ? $@"\(?{Number}\){{0,2}}" : Number;
        return $"{term}([{Marks(alphabet, symbol => symbol.IsOperator())}]{term}){{0,{MoreTerms}}}";
    }

    private static string Marks(uint alphabet, Func<Symbol, bool> isWanted) => string.Concat(
        Enumerable.Range(1, Symbols.Count - 1).Select(value => (Symbol)value)
            .Where(symbol => !symbol.IsNumber() && (alphabet & symbol.Bit()) != 0 && isWanted(symbol)).Select(symbol => $"\\{symbol.Text()}"));
}
