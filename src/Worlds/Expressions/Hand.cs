namespace Agentic.Worlds.Expressions;

/// <summary>A multiset of numbers 1 to 13: four bits of count for each. Order plays no part.</summary>
/// <param name="Counts">Count of value v in bits 4(v − 1) to 4(v − 1) + 3.</param>
public readonly record struct Hand(ulong Counts)
{
    /// <summary>Most numbers that a hand may hold.</summary>
    public const int MaxCount = 6;

    /// <summary>The hand with one more of the value.</summary>
    public Hand With(int value) => new(Counts + (1UL << (4 * (value - 1))));

    /// <summary>The hand with one less of the value, which it holds.</summary>
    public Hand Without(int value) => new(Counts - (1UL << (4 * (value - 1))));

    /// <summary>Whether the value is there at least once.</summary>
    public bool Has(int value) => (Counts >> (4 * (value - 1)) & 15) != 0;

    /// <summary>A hand of the given values.</summary>
    public static Hand Of(ReadOnlySpan<int> values)
    {
        var hand = default(Hand);
        foreach (var value in values)
        {
            hand = hand.With(value);
        }

        return hand;
    }

    /// <summary>The numbers of a formula; false when it has more than <see cref="MaxCount"/>.</summary>
    public static bool TryOf(ReadOnlySpan<Symbol> symbols, out Hand hand)
    {
        hand = default;
        var count = 0;
        foreach (var symbol in symbols)
        {
            if (symbol.IsNumber() && ++count <= MaxCount)
            {
                hand = hand.With((int)symbol);
            }
        }

        return count <= MaxCount;
    }
}
