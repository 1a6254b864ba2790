namespace Agentic.Worlds.Expressions;

/// <summary>Why a formula has no value.</summary>
public enum FormulaFault
{
    /// <summary>It has one.</summary>
    None,

    /// <summary>A number or "(" should stand here.</summary>
    OperandExpected,

    /// <summary>An operator should stand here, or nothing.</summary>
    OperatorExpected,

    /// <summary>A ")" is missing here.</summary>
    CloseExpected,

    /// <summary>Brackets are nested too deep.</summary>
    TooDeep,

    /// <summary>The divisor that ends here is 0.</summary>
    DivisionByZero,
}

/// <summary>The value of a formula, or the place and reason why it has none.</summary>
/// <param name="Value">Meaningful when there is no fault.</param>
/// <param name="Fault">What is wrong.</param>
/// <param name="Position">Index of the symbol at fault; the number of symbols when the end is at fault.</param>
public readonly record struct FormulaValue(Rational Value, FormulaFault Fault, int Position);

/// <summary>
/// Evaluates by recursive descent over the grammar
/// sum = product (("+" | "-") product)*, product = operand (("*" | "/") operand)*, operand = number | "(" sum ")".
/// There are no signs, powers or joined digits to exploit: two operators or two numbers in a row are faults.
/// </summary>
public ref struct FormulaEvaluator
{
    /// <summary>Deepest nesting of brackets.</summary>
    public const int MaxDepth = 12;

    private readonly ReadOnlySpan<Symbol> _symbols;
    private int _position;
    private int _depth;
    private FormulaFault _fault;

    private FormulaEvaluator(ReadOnlySpan<Symbol> symbols) => _symbols = symbols;

    /// <summary>The exact value of all the symbols. Allocates nothing.</summary>
    public static FormulaValue Evaluate(ReadOnlySpan<Symbol> symbols)
    {
        var evaluator = new FormulaEvaluator(symbols);
        var value = evaluator.Sum();
        if (evaluator._fault == FormulaFault.None && evaluator._position < symbols.Length)
        {
            evaluator._fault = FormulaFault.OperatorExpected;
        }

        return new FormulaValue(value, evaluator._fault, evaluator._position);
    }

    private readonly Symbol Here => _position < _symbols.Length ? _symbols[_position] : Symbol.None;

    private Rational Sum()
    {
        var sum = Product();
        while (_fault == FormulaFault.None && Here is Symbol.Plus or Symbol.Minus)
        {
            var isPlus = _symbols[_position++] == Symbol.Plus;
            var term = Product();
            sum = _fault != FormulaFault.None ? sum : isPlus ? sum + term : sum - term;
        }

        return sum;
    }

    private Rational Product()
    {
        var product = Operand();
        while (_fault == FormulaFault.None && Here is Symbol.Times or Symbol.Divide)
        {
            var isTimes = _symbols[_position++] == Symbol.Times;
            var factor = Operand();
            if (_fault == FormulaFault.None && !isTimes && factor.IsZero)
            {
                _fault = FormulaFault.DivisionByZero;
            }

            product = _fault != FormulaFault.None ? product : isTimes ? product * factor : product / factor;
        }

        return product;
    }

    private Rational Operand()
    {
        var symbol = Here;
        if (symbol.IsNumber())
        {
            _position++;
            return (int)symbol;
        }

        if (symbol != Symbol.Open || _depth == MaxDepth)
        {
            _fault = symbol == Symbol.Open ? FormulaFault.TooDeep : FormulaFault.OperandExpected;
            return Rational.Zero;
        }

        (_position, _depth) = (_position + 1, _depth + 1);
        var value = Sum();
        if (_fault == FormulaFault.None && Here != Symbol.Close)
        {
            _fault = Here == Symbol.None ? FormulaFault.CloseExpected : FormulaFault.OperatorExpected;
        }

        if (_fault == FormulaFault.None)
        {
            (_position, _depth) = (_position + 1, _depth - 1);
        }

        return value;
    }
}
