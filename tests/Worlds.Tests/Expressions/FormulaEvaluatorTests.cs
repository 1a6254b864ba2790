using Agentic.Worlds.Expressions;

namespace Agentic.Worlds.Tests.Expressions;

public sealed class FormulaEvaluatorTests
{
    [Theory]
    [InlineData("2+3*4", "14")]
    [InlineData("(2+3)*4", "20")]
    [InlineData("10-3-2", "5")]
    [InlineData("12/3/2", "2")]
    [InlineData("8/(3-8/3)", "24")]
    [InlineData("1/2+1/3", "5/6")]
    [InlineData("2-13", "-11")]
    [InlineData("1/(2-5)", "-1/3")]
    public void Formulas_have_their_exact_value(string text, string value)
    {
        var result = Evaluate(text);
        Assert.Equal(FormulaFault.None, result.Fault);
        Assert.Equal(value, result.Value.ToString());
    }

    [Theory]
    [InlineData("", FormulaFault.OperandExpected, 0)]
    [InlineData("1+", FormulaFault.OperandExpected, 2)]
    [InlineData("+1", FormulaFault.OperandExpected, 0)]
    [InlineData("-1", FormulaFault.OperandExpected, 0)]
    [InlineData("2**3", FormulaFault.OperandExpected, 2)]
    [InlineData("9//2", FormulaFault.OperandExpected, 2)]
    [InlineData("2--3", FormulaFault.OperandExpected, 2)]
    [InlineData("()", FormulaFault.OperandExpected, 1)]
    [InlineData("2 4", FormulaFault.OperatorExpected, 1)]
    [InlineData("2(3)", FormulaFault.OperatorExpected, 1)]
    [InlineData("(2)3", FormulaFault.OperatorExpected, 3)]
    [InlineData("(2 3)", FormulaFault.OperatorExpected, 2)]
    [InlineData("2)", FormulaFault.OperatorExpected, 1)]
    [InlineData("(2", FormulaFault.CloseExpected, 2)]
    [InlineData("1/(2-2)", FormulaFault.DivisionByZero, 7)]
    [InlineData("0=0", FormulaFault.None, -1)]
    public void Everything_else_has_a_typed_fault_and_its_place(string text, FormulaFault fault, int position)
    {
        Span<Symbol> symbols = stackalloc Symbol[32];
        if (position < 0)
        {
            // Not even symbols: a lone zero is no number of a card.
            Assert.Contains("at character 1", FormulaScanner.Scan(text, symbols, out _)!, StringComparison.Ordinal);
            return;
        }

        var result = Evaluate(text);
        Assert.Equal((fault, position), (result.Fault, result.Position));
    }

    [Fact]
    public void Brackets_nest_twelve_deep_and_no_deeper()
    {
        static string Nested(int depth) => new string('(', depth) + "7" + new string(')', depth);
        Assert.Equal(FormulaFault.None, Evaluate(Nested(12)).Fault);
        Assert.Equal(FormulaFault.TooDeep, Evaluate(Nested(13)).Fault);
    }

    [Theory]
    [InlineData("８")] // full-width 8
    [InlineData("٨")] // Arabic-Indic 8
    [InlineData("2×3")]
    [InlineData("6÷2")]
    [InlineData("6−2")] // U+2212
    [InlineData("14")]
    [InlineData("08")]
    [InlineData("2.5")]
    [InlineData("2^3")]
    [InlineData("1e1")]
    [InlineData("2,3")]
    [InlineData("2\u00a0+3")] // no-break space
    public void Other_scripts_and_other_notations_are_no_symbols(string text)
    {
        Span<Symbol> symbols = stackalloc Symbol[32];
        Assert.NotNull(FormulaScanner.Scan(text, symbols, out _));
    }

    [Fact]
    public void A_hundred_thousand_random_texts_give_a_value_or_a_fault_and_never_an_exception()
    {
        string[] pieces = ["1", "2", "13", "(", ")", "+", "-", "*", "/", "=", " ", "10", "((", "))"];
        Span<Symbol> symbols = stackalloc Symbol[32];
        var values = 0;
        foreach (var text in Cards.CardGames.Hostile(seed: 1, count: 100_000, pieces))
        {
            if (FormulaScanner.Scan(text, symbols, out var count) is null
                && FormulaEvaluator.Evaluate(symbols[..count]).Fault == FormulaFault.None)
            {
                values++;
            }
        }

        Assert.InRange(values, 100, 50_000);
    }

    private static FormulaValue Evaluate(string text)
    {
        Span<Symbol> symbols = stackalloc Symbol[32];
        Assert.Null(FormulaScanner.Scan(text, symbols, out var count));
        return FormulaEvaluator.Evaluate(symbols[..count]);
    }
}
