namespace Agentic.Viewer.Window;

/// <summary>A rectangle of a window, in pixels from its top left.</summary>
/// <param name="X">Left edge.</param>
/// <param name="Y">Upper edge.</param>
/// <param name="Width">Pixels to the right.</param>
/// <param name="Height">Pixels downwards.</param>
public readonly record struct Box(int X, int Y, int Width, int Height)
{
    /// <summary>Whether a point is inside.</summary>
    public bool Holds(double x, double y) => x >= X && x < X + Width && y >= Y && y < Y + Height;

    /// <summary>Where a picture goes: in the middle, grown by the largest whole factor, or shrunk when it is too large.</summary>
    public Box Fit(int width, int height)
    {
        var grow = Math.Min(Width / Math.Max(1, width), Height / Math.Max(1, height));
        var scale = grow >= 1 ? grow : Math.Min((double)Width / Math.Max(1, width), (double)Height / Math.Max(1, height));
        var (wide, tall) = ((int)Math.Round(width * scale), (int)Math.Round(height * scale));
        return new Box(X + ((Width - wide) / 2), Y + ((Height - tall) / 2), Math.Max(1, wide), Math.Max(1, tall));
    }

    /// <summary>Cells of a grid of equal columns and rows with a gap between, row by row.</summary>
    public IReadOnlyList<Box> Grid(int side, int gap)
    {
        var (wide, tall) = (Math.Max(1, (Width - ((side - 1) * gap)) / side), Math.Max(1, (Height - ((side - 1) * gap)) / side));
        var (left, top) = (X, Y);
        return [.. Enumerable.Range(0, side * side).Select(at => new Box(left + (at % side * (wide + gap)), top + (at / side * (tall + gap)), wide, tall))];
    }
}
