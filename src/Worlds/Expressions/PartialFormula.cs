using System.Numerics;

namespace Agentic.Worlds.Expressions;

/// <summary>
/// A formula under construction, one symbol after another, with what is needed to say in constant time which symbols may follow.
/// </summary>
/// <remarks>
/// A symbol is legal when some continuation makes a complete formula with every number of the hand exactly once, in which each
/// pair of brackets holds an operator of its own. So "(5)" and "((5+3))" cannot be built, every prefix can be finished, and n
/// numbers need at most 4n − 3 symbols. Whether the continuation can reach the target is another question: <see cref="Completion"/>.
/// </remarks>
public struct PartialFormula
{
    private Formula _formula;
    private uint _values;
    private int _left;
    private int _depth;
    private uint _levelsWithOperator;
    private bool _wantsOperand;

    /// <summary>An empty formula over the numbers of a hand.</summary>
    public PartialFormula(ReadOnlySpan<int> values)
    {
        (_left, _wantsOperand) = (values.Length, true);
        foreach (var value in values)
        {
            Rest = Rest.With(value);
            _values |= 1u << value;
        }
    }

    /// <summary>The numbers not used yet.</summary>
    public Hand Rest { get; private set; }

    /// <summary>What has been written.</summary>
    public readonly Formula Formula => _formula;

    /// <summary>Open brackets.</summary>
    public readonly int Depth => _depth;

    /// <summary>Whether all numbers are used and all brackets closed.</summary>
    public readonly bool IsComplete => _left == 0 && _depth == 0;

    // Open levels that still need an operator of their own; each will use up one more number.
    private readonly int Debt => _depth - BitOperations.PopCount(_levelsWithOperator >> 1 & ((1u << _depth) - 1));

    private readonly bool HasOperatorHere => (_levelsWithOperator >> _depth & 1) != 0;

    /// <summary>The symbols that may follow, of those in <paramref name="alphabet"/>.</summary>
    public readonly uint Legal(uint alphabet)
    {
        if (_wantsOperand)
        {
            return (_values | (_left - 1 > Debt ? Symbol.Open.Bit() : 0)) & alphabet;
        }

        if (IsComplete)
        {
            return Symbol.Equal.Bit() & alphabet;
        }

        var paysDebt = _depth > 0 && !HasOperatorHere;
        var mayGoOn = _left > (paysDebt ? 0 : Debt);
        return ((mayGoOn ? Symbols.Operators : 0) | (_depth > 0 && HasOperatorHere ? Symbol.Close.Bit() : 0)) & alphabet;
    }

    /// <summary>Writes a legal symbol other than "=".</summary>
    public void Append(Symbol symbol)
    {
        _formula.Append(symbol);
        if (symbol.IsNumber())
        {
            Rest = Rest.Without((int)symbol);
            _values &= Rest.Has((int)symbol) ? uint.MaxValue : ~symbol.Bit();
            (_left, _wantsOperand) = (_left - 1, false);
        }
        else if (symbol == Symbol.Open)
        {
            _depth++;
        }
        else if (symbol == Symbol.Close)
        {
            _levelsWithOperator &= ~(1u << _depth--);
        }
        else
        {
            _levelsWithOperator |= 1u << _depth;
            _wantsOperand = true;
        }
    }
}
