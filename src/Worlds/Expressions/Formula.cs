using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Agentic.Worlds.Expressions;

/// <summary>Up to <see cref="Capacity"/> symbols by value: copying it copies them, nothing is allocated.</summary>
public struct Formula
{
    /// <summary>Most symbols: six numbers, five operators and five pairs of brackets are 21; the rest is room for idle brackets.</summary>
    public const int Capacity = 32;

    private Buffer _symbols;
    private int _length;

    /// <summary>How many symbols there are.</summary>
    public readonly int Length => _length;

    /// <summary>The symbols in order; a view into this very variable.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<Symbol> Symbols => ((ReadOnlySpan<Symbol>)_symbols)[.._length];

    /// <summary>A formula of the given symbols, at most <see cref="Capacity"/>.</summary>
    public static Formula Of(ReadOnlySpan<Symbol> symbols)
    {
        var formula = default(Formula);
        symbols.CopyTo(formula._symbols);
        formula._length = symbols.Length;
        return formula;
    }

    /// <summary>Puts one more symbol at the end.</summary>
    public void Append(Symbol symbol) => _symbols[_length++] = symbol;

    /// <summary>The symbols, separated by spaces.</summary>
    public override readonly string ToString() => Expressions.Symbols.Join(Symbols);

    [InlineArray(Capacity)]
    private struct Buffer
    {
        private Symbol _first;
    }
}
