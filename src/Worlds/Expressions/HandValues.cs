using System.Numerics;

namespace Agentic.Worlds.Expressions;

/// <summary>
/// The exact values of all expressions over the numbers of a hand: for each subset, every value that uses each of its numbers
/// once, with the number of expressions that have it.
/// </summary>
/// <remarks>
/// Subsets are words of bits over the positions of <see cref="Numbers"/>. Expressions are counted as trees: + and * do not care
/// about the order of their operands, equal cards are told apart. Sets are made when first asked for. Not safe for two threads.
/// </remarks>
public sealed class HandValues
{
    private readonly int[] _numbers;
    private readonly uint _operators;
    private readonly Dictionary<Rational, long>?[] _sets;

    /// <summary>The values over these numbers under these operators.</summary>
    /// <param name="numbers">One to six numbers.</param>
    /// <param name="operators">A set of symbols; what is no operator in it is ignored.</param>
    public HandValues(ReadOnlySpan<int> numbers, uint operators)
    {
        (_numbers, _operators) = (numbers.ToArray(), operators);
        _sets = new Dictionary<Rational, long>?[1 << numbers.Length];
    }

    /// <summary>The numbers, by position.</summary>
    public ReadOnlySpan<int> Numbers => _numbers;

    /// <summary>The subset of all numbers.</summary>
    public int All => _sets.Length - 1;

    /// <summary>Value → number of expressions, for a subset that is not empty.</summary>
    public IReadOnlyDictionary<Rational, long> Of(int subset) => Set(subset);

    /// <summary>Whether the operator may be used.</summary>
    public bool Allows(Symbol symbol) => (_operators & symbol.Bit()) != 0;

    /// <summary>A subset whose numbers are exactly the hand, which is part of this one.</summary>
    public int SubsetOf(Hand hand)
    {
        var subset = 0;
        for (var i = 0; i < _numbers.Length; i++)
        {
            if (hand.Has(_numbers[i]))
            {
                (hand, subset) = (hand.Without(_numbers[i]), subset | (1 << i));
            }
        }

        return subset;
    }

    /// <summary>The unordered splits of a subset into two parts that are not empty, the first never larger than the second.</summary>
    public static IEnumerable<(int Small, int Large)> Splits(int subset)
    {
        var lowest = subset & -subset;
        for (var part = (subset - 1) & subset; part > 0; part = (part - 1) & subset)
        {
            var balance = (2 * BitOperations.PopCount((uint)part)) - BitOperations.PopCount((uint)subset);
            if (balance < 0 || (balance == 0 && (part & lowest) != 0))
            {
                yield return (part, subset ^ part);
            }
        }
    }

    private Dictionary<Rational, long> Set(int subset) => _sets[subset] ??= Make(subset);

    private Dictionary<Rational, long> Make(int subset)
    {
        if (BitOperations.IsPow2(subset))
        {
            return new() { [_numbers[BitOperations.TrailingZeroCount(subset)]] = 1 };
        }

        var set = new Dictionary<Rational, long>();
        foreach (var (small, large) in Splits(subset))
        {
            foreach (var (a, waysOfA) in Set(small))
            {
                foreach (var (b, waysOfB) in Set(large))
                {
                    AddAll(set, a, b, waysOfA * waysOfB);
                }
            }
        }

        return set;
    }

    private void AddAll(Dictionary<Rational, long> set, Rational a, Rational b, long ways)
    {
        void Add(Rational value) =>
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(set, value, out _) += ways;

        if (Allows(Symbol.Plus))
        {
            Add(a + b);
        }

        if (Allows(Symbol.Times))
        {
            Add(a * b);
        }

        if (Allows(Symbol.Minus))
        {
            Add(a - b);
            Add(b - a);
        }

        if (Allows(Symbol.Divide) && !b.IsZero)
        {
            Add(a / b);
        }

        if (Allows(Symbol.Divide) && !a.IsZero)
        {
            Add(b / a);
        }
    }
}
