using System.Globalization;
using System.Text;

namespace Agentic.Agents;

/// <summary>Unicode normalisation forms C and D, from tables of our own: without globalisation data string.Normalize returns its input.</summary>
public static class UnicodeComposition
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7, Leads = 19, Vowels = 21, Tails = 28;
    private static readonly Tables Data = Tables.Read();

    /// <summary>Whether composing could change the text; false for most text without combining marks.</summary>
    public static bool MayChange(ReadOnlySpan<char> text)
    {
        var first = text.IndexOfAnyExceptInRange('\0', '\u02FF');
        if (first < 0)
        {
            return false;
        }

        foreach (var c in text[first..])
        {
            if (Data.Moving[c])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Composes text; lone surrogates become U+FFFD first, as in any UTF-8.</summary>
    public static string Compose(ReadOnlySpan<char> text)
    {
        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, points);
        }

        Order(points);
        Join(points);
        return Text(points);
    }

    /// <summary>Takes text apart into letters and marks; lone surrogates become U+FFFD first.</summary>
    public static string Decompose(ReadOnlySpan<char> text)
    {
        var points = new List<int>(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Decompose(rune.Value, points);
        }

        Order(points);
        return Text(points);
    }

    private static string Text(List<int> points)
    {
        var text = new StringBuilder(points.Count);
        foreach (var point in points)
        {
            text.Append(char.ConvertFromUtf32(point));
        }

        return text.ToString();
    }

    private static int Class(int point) => Data.Classes.GetValueOrDefault(point);

    private static void Decompose(int point, List<int> points)
    {
        if (point is >= HangulBase and < HangulBase + (Leads * Vowels * Tails))
        {
            var index = point - HangulBase;
            points.Add(LeadBase + (index / (Vowels * Tails)));
            points.Add(VowelBase + (index / Tails % Vowels));
            if (index % Tails > 0)
            {
                points.Add(TailBase + (index % Tails));
            }
        }
        else if (point >= 0xC0 && Data.Decompositions.TryGetValue(point, out var parts))
        {
            foreach (var part in parts)
            {
                Decompose(part, points);
            }
        }
        else
        {
            points.Add(point);
        }
    }

    // Combining marks between two starters stand in the order of their classes; equal classes keep their order.
    private static void Order(List<int> points)
    {
        for (var start = 0; start < points.Count;)
        {
            var (end, isOrdered) = (start, true);
            for (var last = 0; end < points.Count && Class(points[end]) is > 0 and var rank; end++, last = rank)
            {
                isOrdered &= rank >= last;
            }

            if (!isOrdered)
            {
                var ordered = points.Slice(start, end - start).OrderBy(Class).ToArray();
                for (var i = 0; i < ordered.Length; i++)
                {
                    points[start + i] = ordered[i];
                }
            }

            start = end + 1;
        }
    }

    private static void Join(List<int> points)
    {
        var (starter, lastRank, kept) = (-1, -1, 0);
        for (var at = 0; at < points.Count; at++)
        {
            var (point, rank) = (points[at], Class(points[at]));
            // Blocked when something of the same or a higher class stands between.
            if (starter >= 0 && (lastRank < rank || lastRank == -1) && Pair(points[starter], point) is { } joined)
            {
                points[starter] = joined;
                continue;
            }

            points[kept] = point;
            (starter, lastRank) = rank == 0 ? (kept, -1) : (starter, rank);
            kept++;
        }

        points.RemoveRange(kept, points.Count - kept);
    }

    private static int? Pair(int first, int second)
    {
        if (first is >= LeadBase and < LeadBase + Leads && second is >= VowelBase and < VowelBase + Vowels)
        {
            return HangulBase + ((((first - LeadBase) * Vowels) + second - VowelBase) * Tails);
        }

        if (first is >= HangulBase and < HangulBase + (Leads * Vowels * Tails) && (first - HangulBase) % Tails == 0
            && second is > TailBase and < TailBase + Tails)
        {
            return first + second - TailBase;
        }

        return Data.Compositions.TryGetValue((first, second), out var joined) ? joined : null;
    }

    private sealed record Tables(Dictionary<int, int> Classes, Dictionary<int, int[]> Decompositions, Dictionary<(int, int), int> Compositions)
    {
        /// <summary>By UTF-16 unit: whether it combines, decomposes for good, or joins what stands before it. Halves of astral characters count as moving.</summary>
        public bool[] Moving { get; } = new bool[1 << 16];

        public static Tables Read()
        {
            var tables = new Tables([], [], []);
            Array.Fill(tables.Moving, true, 0xD800, 0x800);
            Array.Fill(tables.Moving, true, VowelBase, Vowels);
            Array.Fill(tables.Moving, true, TailBase, Tails);
            using var reader = new StreamReader(typeof(UnicodeComposition).Assembly.GetManifestResourceStream("composition.txt")!);
            while (reader.ReadLine() is { } line)
            {
                if (line.StartsWith('#'))
                {
                    continue;
                }

                var fields = line.Split(';');
                var point = Hex(fields[0]);
                if (fields[1] != "0")
                {
                    tables.Classes[point] = int.Parse(fields[1], CultureInfo.InvariantCulture);
                    tables.Mark(point);
                }

                var parts = fields[2].TrimStart('!').Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Hex).ToArray();
                if (parts.Length > 0)
                {
                    tables.Decompositions[point] = parts;
                }

                if (parts.Length == 2 && !fields[2].StartsWith('!'))
                {
                    tables.Compositions[(parts[0], parts[1])] = point;
                    tables.Mark(parts[1]);
                }
                else if (parts.Length > 0)
                {
                    tables.Mark(point);
                }
            }

            return tables;
        }

        private void Mark(int point)
        {
            if (point < Moving.Length)
            {
                Moving[point] = true;
            }
        }

        private static int Hex(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
