namespace Agentic.Agents;

/// <summary>The row filters of PNG (specification, section 9): each byte is stored as its difference from a guess made of its neighbours.</summary>
internal static class PngFilter
{
    private const int BytesPerPixel = 3;

    /// <summary>Filters one RGB row with none, sub or up: whichever leaves the smallest sum of absolute differences.</summary>
    /// <param name="row">The row.</param>
    /// <param name="above">The row above; zeros for the first.</param>
    /// <param name="filtered">The filter's number, then the row; one byte longer than the row.</param>
    public static void Apply(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> filtered)
    {
        // Painted frames repeat rows: then "up" is all zeros and nothing can be better.
        if (row.SequenceEqual(above))
        {
            filtered.Clear();
            filtered[0] = 2;
            return;
        }

        int none = 0, sub = 0, up = 0;
        for (var x = 0; x < row.Length; x++)
        {
            var left = x < BytesPerPixel ? 0 : row[x - BytesPerPixel];
            none += Math.Abs((int)(sbyte)row[x]);
            sub += Math.Abs((int)(sbyte)(row[x] - left));
            up += Math.Abs((int)(sbyte)(row[x] - above[x]));
        }

        var filter = none <= sub && none <= up ? 0 : sub <= up ? 1 : 2;
        filtered[0] = (byte)filter;
        var target = filtered[1..];
        for (var x = 0; x < row.Length; x++)
        {
            var guess = filter switch
            {
                1 when x >= BytesPerPixel => row[x - BytesPerPixel],
                2 => above[x],
                _ => 0,
            };
            target[x] = (byte)(row[x] - guess);
        }
    }

    /// <summary>Undoes any of the five filters, in place.</summary>
    /// <exception cref="PngException">There is no such filter.</exception>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int bytesPerPixel)
    {
        if (filter > 4)
        {
            throw new PngException("row filter", "0 to 4", $"{filter}");
        }

        for (var x = 0; filter != 0 && x < row.Length; x++)
        {
            int left = x < bytesPerPixel ? 0 : row[x - bytesPerPixel];
            int aboveLeft = x < bytesPerPixel ? 0 : above[x - bytesPerPixel];
            row[x] += (byte)(filter switch
            {
                1 => left,
                2 => above[x],
                3 => (left + above[x]) >> 1,
                _ => Paeth(left, above[x], aboveLeft),
            });
        }
    }

    private static int Paeth(int left, int above, int aboveLeft)
    {
        var estimate = left + above - aboveLeft;
        var (toLeft, toAbove, toAboveLeft) = (Math.Abs(estimate - left), Math.Abs(estimate - above), Math.Abs(estimate - aboveLeft));
        return toLeft <= toAbove && toLeft <= toAboveLeft ? left : toAbove <= toAboveLeft ? above : aboveLeft;
    }
}
