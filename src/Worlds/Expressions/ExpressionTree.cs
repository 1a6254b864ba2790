namespace Agentic.Worlds.Expressions;

/// <summary>A number, or an operator over two trees.</summary>
/// <param name="Symbol">The number or the operator.</param>
/// <param name="Left">First operand; null for a number.</param>
/// <param name="Right">Second operand; null for a number.</param>
public sealed record ExpressionTree(Symbol Symbol, ExpressionTree? Left = null, ExpressionTree? Right = null)
{
    /// <summary>The symbols in order, with no more brackets than the value needs.</summary>
    public Symbol[] ToSymbols()
    {
        var symbols = new List<Symbol>();
        Write(symbols);
        return [.. symbols];
    }

    private bool IsSum => Symbol is Symbol.Plus or Symbol.Minus;

    private void Write(List<Symbol> symbols)
    {
        if (Left is null || Right is null)
        {
            symbols.Add(Symbol);
            return;
        }

        // a-(b+c) and a/(b*c) lose their meaning without brackets; a+(b-c) and a*(b/c) do not.
        var isProduct = !IsSum;
        WriteOperand(symbols, Left, isProduct && Left.IsSum);
        symbols.Add(Symbol);
        WriteOperand(symbols, Right, Right.Left is not null && (isProduct
            ? Right.IsSum || Symbol == Symbol.Divide
            : Right.IsSum && Symbol == Symbol.Minus));
    }

    private static void WriteOperand(List<Symbol> symbols, ExpressionTree operand, bool brackets)
    {
        if (brackets)
        {
            symbols.Add(Symbol.Open);
        }

        operand.Write(symbols);
        if (brackets)
        {
            symbols.Add(Symbol.Close);
        }
    }
}
