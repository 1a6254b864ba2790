namespace Agentic.Worlds.Gui.Actions;

/// <summary>In which unit a model writes points.</summary>
public enum PointUnit
{
    /// <summary>CSS pixels of the page.</summary>
    PagePixels,

    /// <summary>Pixels of the picture as the model's image processor resized it.</summary>
    PicturePixels,

    /// <summary>Thousandths of the width and height, 0 to 1000.</summary>
    Thousandths,
}

/// <summary>How a model's points map to the page: always said, never guessed from the numbers.</summary>
/// <param name="Unit">What the numbers count.</param>
/// <param name="PageWidth">Viewport width in CSS pixels.</param>
/// <param name="PageHeight">Viewport height in CSS pixels.</param>
/// <param name="PictureWidth">Width in pixels of the picture that the model sees.</param>
/// <param name="PictureHeight">Its height.</param>
public sealed record CoordinateFrame(PointUnit Unit, int PageWidth, int PageHeight, int PictureWidth, int PictureHeight)
{
    /// <summary>The largest x and y that may be written; 0 is the smallest.</summary>
    public (double X, double Y) Limit => Unit switch
    {
        PointUnit.PagePixels => (PageWidth, PageHeight),
        PointUnit.PicturePixels => (PictureWidth, PictureHeight),
        _ => (1000, 1000),
    };

    /// <summary>A frame whose picture is resized to multiples of a factor, as the Qwen families do, without bounds on the pixels.</summary>
    /// <param name="unit">What the numbers count.</param>
    /// <param name="page">Viewport in CSS pixels.</param>
    /// <param name="scale">Picture pixels for one CSS pixel.</param>
    /// <param name="factor">Patch size times merge size: 28 for Qwen2.5-VL, 32 for Qwen3-VL, 1 for no resizing.</param>
    public static CoordinateFrame Of(PointUnit unit, (int Width, int Height) page, int scale, int factor)
    {
        return new CoordinateFrame(unit, page.Width, page.Height, Resized(page.Width * scale), Resized(page.Height * scale));

        int Resized(int pixels) => Math.Max(factor, (int)Math.Round(pixels / (double)factor) * factor);
    }

    /// <summary>The place of a written point; null when it is no number or lies outside.</summary>
    public GuiPlace? Place(double x, double y)
    {
        var limit = Limit;
        if (!(x >= 0 && y >= 0 && x <= limit.X && y <= limit.Y))
        {
            return null;
        }

        var (shareX, shareY) = (x / limit.X, y / limit.Y);
        return new GuiPlace(
            new GuiPoint(x, y), new GuiPoint(shareX * PictureWidth, shareY * PictureHeight), new GuiPoint(shareX * PageWidth, shareY * PageHeight),
            PageWidth, PageHeight);
    }

    /// <summary>The point to write for a place on the page: whole numbers, clipped to the frame.</summary>
    public (int X, int Y) Write(GuiPoint page)
    {
        var limit = Limit;
        return (Whole(page.X / PageWidth * limit.X, limit.X), Whole(page.Y / PageHeight * limit.Y, limit.Y));

        static int Whole(double value, double most) => (int)Math.Round(Math.Clamp(value, 0, most));
    }

    /// <summary>The place of a point in CSS pixels, as if a model had written it without rounding.</summary>
    public GuiPlace AtPage(double x, double y) => Place(
        Math.Clamp(x, 0, PageWidth) / PageWidth * Limit.X, Math.Clamp(y, 0, PageHeight) / PageHeight * Limit.Y)!.Value;

    /// <summary>Why a point was refused.</summary>
    public string Expectation => $"a point from 0, 0 to {Limit.X}, {Limit.Y}";
}
