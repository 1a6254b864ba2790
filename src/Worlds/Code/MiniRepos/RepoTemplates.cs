using System.Collections.Immutable;

namespace Agentic.Worlds.Code.MiniRepos;

/// <summary>A function that a mini-repo may hold.</summary>
/// <param name="Names">What it may be called.</param>
/// <param name="Summary">What it is for.</param>
/// <param name="Kinds">What its arguments are, a letter each: l list of numbers, o list in order, i number 0 to 9, p number 1 to 6, w words, b brackets.</param>
/// <param name="Source">The definition; <c>NAME</c> is its name, <c>A</c> and <c>B</c> are numbers drawn for the repo, B larger.</param>
/// <param name="Returns">i for a number, l for a list, ? for anything else.</param>
public sealed record RepoTemplate(ImmutableArray<string> Names, string Summary, string Kinds, string Source, char Returns);

/// <summary>The functions that mini-repos are made of.</summary>
public static class RepoTemplates
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<RepoTemplate> All { get; } =
    [
        new(["clamp", "limit_to", "keep_between"], "Bring a value into the allowed range.", "i", """
            def NAME(value, low=A, high=B):
                if value < low:
                    return low
                if value > high:
                    return high
                return value
            """, 'i'),
        new(["window_sums", "moving_totals", "sliding_sums"], "Add up every window of the given size.", "lp", """
            def NAME(values, size):
                totals = []
                for start in range(len(values) - size + 1):
                    total = 0
                    for offset in range(size):
                        total += values[start + offset]
                    totals.append(total)
                return totals
            """, 'l'),
        new(["count_above", "over_limit", "how_many_exceed"], "Count the values above the limit.", "l", """
            def NAME(values, limit=A):
                count = 0
                for value in values:
                    if value > limit:
                        count += 1
                return count
            """, 'i'),
        new(["running_peaks", "highest_so_far", "record_highs"], "For each position, the largest value up to there.", "l", """
            def NAME(values):
                peaks = []
                if len(values) == 0:
                    return peaks
                best = values[0]
                for value in values:
                    if value > best:
                        best = value
                    peaks.append(best)
                return peaks
            """, 'l'),
        new(["chunk_totals", "batch_sums", "group_totals"], "Add up consecutive groups of the given size; the last may be smaller.", "lp", """
            def NAME(values, size):
                totals = []
                total = 0
                count = 0
                for value in values:
                    total += value
                    count += 1
                    if count == size:
                        totals.append(total)
                        total = 0
                        count = 0
                if count > 0:
                    totals.append(total)
                return totals
            """, 'l'),
        new(["unique", "without_repeats", "first_seen"], "Keep the first of equal values, in order.", "l", """
            def NAME(values):
                kept = []
                for value in values:
                    if value not in kept:
                        kept.append(value)
                return kept
            """, 'l'),
        new(["weighted_total", "score_sum", "position_total"], "Add up the values, each times its place counted from one, times the rate.", "l", """
            def NAME(values, rate=A):
                total = 0
                for place in range(len(values)):
                    total += values[place] * (place + 1)
                return total * rate
            """, 'i'),
        new(["spread", "value_range", "width"], "The distance from the smallest to the largest value; zero for none.", "l", """
            def NAME(values):
                if len(values) == 0:
                    return 0
                return max(values) - min(values)
            """, 'i'),
        new(["find_first", "position_of", "index_of"], "Where the value stands first, or minus one.", "li", """
            def NAME(values, wanted):
                place = 0
                while place < len(values):
                    if values[place] == wanted:
                        return place
                    place += 1
                return -1
            """, 'i'),
        new(["rotate", "shift_round", "turn"], "Move every value the given number of places to the left, round the end.", "li", """
            def NAME(values, steps):
                if len(values) == 0:
                    return values
                moved = []
                for place in range(len(values)):
                    moved.append(values[(place + steps) % len(values)])
                return moved
            """, 'l'),
        new(["digit_sum", "cross_total", "add_digits"], "The sum of the digits of the number times A.", "i", """
            def NAME(number):
                rest = number * A
                total = 0
                while rest > 0:
                    total += rest % 10
                    rest = rest // 10
                return total
            """, 'i'),
        new(["common_divisor", "largest_divisor", "shared_factor"], "The greatest common divisor.", "pp", """
            def NAME(first, second):
                while second != 0:
                    rest = first % second
                    first = second
                    second = rest
                return first
            """, 'i'),
        new(["merge_ordered", "join_sorted", "interleave"], "Merge two lists in order into one in order.", "oo", """
            def NAME(left, right):
                merged = []
                i = 0
                j = 0
                while i < len(left) and j < len(right):
                    if left[i] <= right[j]:
                        merged.append(left[i])
                        i += 1
                    else:
                        merged.append(right[j])
                        j += 1
                while i < len(left):
                    merged.append(left[i])
                    i += 1
                while j < len(right):
                    merged.append(right[j])
                    j += 1
                return merged
            """, 'l'),
        new(["is_ordered", "never_falls", "ascending"], "Whether no value is smaller than the one before.", "l", """
            def NAME(values):
                for place in range(1, len(values)):
                    if values[place] < values[place - 1]:
                        return False
                return True
            """, '?'),
        new(["initials", "first_letters", "acronym"], "The first letters of the words, in capitals.", "w", """
            def NAME(text):
                letters = ""
                for word in text.split():
                    letters = letters + word[0].upper()
                return letters
            """, '?'),
        new(["price_for", "order_cost", "bulk_price"], "What a number of pieces costs: less for each from the A-th on.", "ip", """
            def NAME(count, price, discount=1):
                if count == 0:
                    return 0
                cost = 0
                for piece in range(count):
                    if piece + 1 >= A:
                        cost += price * B - discount
                    else:
                        cost += price * B
                return cost
            """, 'i'),
        new(["tally", "count_each", "frequencies"], "How often each value occurs.", "l", """
            def NAME(values):
                counts = {}
                for value in values:
                    counts[value] = counts.get(value, 0) + 1
                return counts
            """, '?'),
        new(["nesting", "deepest", "bracket_depth"], "The deepest nesting of brackets, or minus one when they do not match.", "b", """
            def NAME(text):
                depth = 0
                best = 0
                for letter in text:
                    if letter == "[":
                        depth += 1
                        best = max(best, depth)
                    if letter == "]":
                        depth -= 1
                        if depth < 0:
                            return -1
                if depth != 0:
                    return -1
                return best
            """, 'i'),
        new(["overlap", "shared_length", "common_span"], "How much two spans, each a start and a length, have in common.", "ipip", """
            def NAME(start, length, other_start, other_length):
                begin = max(start, other_start)
                end = min(start + length, other_start + other_length)
                if end <= begin:
                    return 0
                return end - begin
            """, 'i'),
        new(["cached_cost", "remembered_price", "known_total"], "The cost of a weight over a distance, remembered once it is known.", "pp", """
            def NAME(weight, distance):
                key = weight * 100 + distance
                if key in _known:
                    return _known[key]
                cost = weight * A + distance * B
                _known[key] = cost
                return cost
            """, 'i'),
    ];
}
