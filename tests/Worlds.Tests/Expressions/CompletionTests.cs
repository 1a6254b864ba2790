using Agentic.Worlds.Expressions;
using Agentic.Worlds.Points24;

namespace Agentic.Worlds.Tests.Expressions;

public sealed class CompletionTests
{
    private const uint Alphabet = PointsGame.FullAlphabet;

    /// <summary>An independent answer: write every legal continuation and evaluate it.</summary>
    [Theory]
    [InlineData(new[] { 2, 3, 4 }, 24)]
    [InlineData(new[] { 1, 5, 5 }, 24)]
    [InlineData(new[] { 3, 3, 8 }, 9)]
    [InlineData(new[] { 2, 2, 2 }, 1)]
    [InlineData(new[] { 1, 1, 13 }, 13)]
    [InlineData(new[] { 4, 4, 5 }, 0)]
    public void It_agrees_with_writing_out_every_continuation_of_every_prefix(int[] hand, int target)
    {
        var completion = new Completion(new HandValues(hand, Alphabet), target);
        var (prefixes, hopeful) = (0, 0);
        Walk(new PartialFormula(hand));
        Assert.InRange(prefixes, 100, 100_000);
        Assert.InRange(hopeful, 1, prefixes - 1);

        bool Walk(PartialFormula partial)
        {
            var canSucceed = false;
            if (partial.IsComplete)
            {
                var formula = partial.Formula;
                var result = FormulaEvaluator.Evaluate(formula.Symbols);
                canSucceed = result.Fault == FormulaFault.None && result.Value == target;
            }
            else
            {
                for (var value = 1; value < Symbols.Count; value++)
                {
                    if ((partial.Legal(Alphabet) >> value & 1) != 0)
                    {
                        var next = partial;
                        next.Append((Symbol)value);
                        canSucceed |= Walk(next);
                    }
                }
            }

            prefixes++;
            hopeful += canSucceed ? 1 : 0;
            Assert.True(completion.Exists(partial) == canSucceed, $"'{partial.Formula}' over {string.Join(' ', hand)} to {target}: {canSucceed}");
            return canSucceed;
        }
    }

    [Theory]
    [InlineData("8 / ( 3 - 8", true)]
    [InlineData("8 / ( 3 - 8 /", true)]
    [InlineData("8 / 3", false)]
    [InlineData("8 / ( 3 - 3", false)]
    [InlineData("(", true)]
    public void The_famous_hand_has_one_way(string prefix, bool hopeful)
    {
        // 3 3 8 8 makes 24 only as 8/(3−8/3).
        int[] hand = [3, 8, 3, 8];
        Assert.Equal(hopeful, new Completion(new HandValues(hand, Alphabet), 24).Exists(Partial(hand, prefix)));
    }

    [Theory]
    [InlineData("", "3 8 (")]
    [InlineData("(", "3 8 (")]
    [InlineData("( (", "3 8 (")]
    [InlineData("( ( (", "3 8")]
    [InlineData("3", "+ - * /")]
    [InlineData("( 3", "+ - * /")]
    [InlineData("( 3 + 8", "+ - * / )")]
    [InlineData("( ( ( 3 + 8", ")")] // the two levels below need an operator and a number each: none is left to spare
    [InlineData("3 + 8 + 3 + 8", "=")]
    [InlineData("( 3 + 8 + 3 + 8", ")")]
    public void The_legal_symbols_are_those_that_can_be_finished(string prefix, string legal)
    {
        int[] hand = [3, 8, 3, 8];
        Assert.Equal(legal, Symbols.List(Partial(hand, prefix).Legal(Alphabet)));
    }

    private static PartialFormula Partial(int[] hand, string prefix)
    {
        Span<Symbol> symbols = stackalloc Symbol[32];
        Assert.Null(FormulaScanner.Scan(prefix, symbols, out var count));
        var partial = new PartialFormula(hand);
        foreach (var symbol in symbols[..count])
        {
            Assert.True((partial.Legal(Alphabet) & symbol.Bit()) != 0, $"{symbol} after {partial.Formula}");
            partial.Append(symbol);
        }

        return partial;
    }
}
