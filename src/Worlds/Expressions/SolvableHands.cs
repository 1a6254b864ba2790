using System.Collections.Concurrent;

namespace Agentic.Worlds.Expressions;

/// <summary>Which hands of up to four numbers can reach a target: one bit for each ordered hand, made at first use.</summary>
/// <remarks>Four numbers take 8 KiB and some 50 ms per target; larger hands are solved one by one.</remarks>
public sealed class SolvableHands
{
    /// <summary>The largest hand that has a table.</summary>
    public const int MaxTabled = 4;

    private static readonly ConcurrentDictionary<(int, int, uint), Lazy<SolvableHands>> Tables = new();

    private readonly ulong[] _bits;

    private SolvableHands(int count, int target, uint operators)
    {
        _bits = new ulong[Math.Max(1, 1 << ((4 * count) - 6))];
        Span<int> hand = stackalloc int[count];
        Fill(hand, 0, target, operators);
    }

    /// <summary>The table for hands of this many numbers, at most <see cref="MaxTabled"/>.</summary>
    public static SolvableHands For(int count, int target, uint operators) =>
        Tables.GetOrAdd((count, target, operators), key => new(() => new SolvableHands(key.Item1, key.Item2, key.Item3))).Value;

    /// <summary>Whether a hand of any size can reach the target.</summary>
    public static bool CanReach(ReadOnlySpan<int> hand, int target, uint operators) => hand.Length <= MaxTabled
        ? For(hand.Length, target, operators)[hand]
        : TargetSearch.Find(new HandValues(hand, operators), target) is not null;

    /// <summary>Whether the numbers, in any order, can reach the target.</summary>
    public bool this[ReadOnlySpan<int> hand]
    {
        get
        {
            var index = Index(hand);
            return (_bits[index >> 6] >> (index & 63) & 1) != 0;
        }
    }

    private static int Index(ReadOnlySpan<int> hand)
    {
        var index = 0;
        foreach (var value in hand)
        {
            index = (index << 4) | value;
        }

        return index;
    }

    private void Fill(Span<int> hand, int position, int target, uint operators)
    {
        if (position == hand.Length)
        {
            if (TargetSearch.Find(new HandValues(hand, operators), target) is not null)
            {
                MarkAllOrders(hand, 0);
            }

            return;
        }

        for (var value = position == 0 ? 1 : hand[position - 1]; value <= (int)Symbol.Thirteen; value++)
        {
            hand[position] = value;
            Fill(hand, position + 1, target, operators);
        }
    }

    private void MarkAllOrders(Span<int> hand, int position)
    {
        if (position == hand.Length)
        {
            var index = Index(hand);
            _bits[index >> 6] |= 1UL << (index & 63);
        }

        for (var other = position; other < hand.Length; other++)
        {
            (hand[position], hand[other]) = (hand[other], hand[position]);
            MarkAllOrders(hand, position + 1);
            (hand[position], hand[other]) = (hand[other], hand[position]);
        }
    }
}
