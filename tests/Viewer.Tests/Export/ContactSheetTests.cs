using Agentic.Agents;
using Agentic.Viewer.Export;
using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Tests.Export;

public sealed class ContactSheetTests
{
    // Where things stand for cells of 32: labels take 120, the head 2 lines of 11 and 2 gaps of 4; a row is 32 + 11 + 4.
    private const int Left = 120;
    private const int Top = 30;
    private const int Column = 36;
    private const int Row = 47;

    private static readonly ContactSheetOptions Small = new(Cell: 32, MaxMembers: 2, MaxTurns: 3);

    private readonly Pictures _pictures = new();

    [Fact]
    public void Members_are_rows_and_turns_are_columns()
    {
        var (a, b) = (_pictures.Add(Flat(8, 200, 10, 10)), _pictures.Add(Flat(8, 10, 10, 200)));
        var sheet = ContactSheet.Draw("sheet", [Episode(0, solved: true, 2, at => at == 0 ? a : b), Episode(1, solved: false, 1, _ => b)], _pictures, Small);
        Assert.Equal(Top + (2 * Row), sheet.Height);
        Assert.Equal((200, 10, 10), At(sheet, Left + 16, Top + 16));
        Assert.Equal((10, 10, 200), At(sheet, Left + Column + 16, Top + 16));
        Assert.Equal((10, 10, 200), At(sheet, Left + 16, Top + Row + 16));
        Assert.Equal(At(sheet, sheet.Width - 1, sheet.Height - 1), At(sheet, Left + Column + 16, Top + Row + 16));
    }

    [Fact]
    public void The_bar_has_the_colour_of_the_end()
    {
        var sheet = ContactSheet.Draw("sheet", [Episode(0, solved: true, 1), Episode(1, solved: false, 1)], _pictures, Small);
        var (solved, failed) = (EndColour.Of("solved"), EndColour.Of("failed"));
        Assert.Equal((solved.R, solved.G, solved.B), At(sheet, 5, Top + 2));
        Assert.Equal((failed.R, failed.G, failed.B), At(sheet, 5, Top + Row + 2));
    }

    [Fact]
    public void The_place_of_an_action_is_drawn_and_the_recorded_picture_stays()
    {
        var picture = _pictures.Add(Flat(32, 250, 250, 250));
        var episode = Episode(0, solved: true, 1, _ => picture);
        var clicked = episode with { Turns = [episode.Turns[0] with { Action = """{"type":"click","at":[80,40],"of":[160,160]}""" }] };

        // Half of the width, a quarter of the height; the middle of the ring is a dot.
        Assert.Equal((0xe0, 0x21, 0x8a), At(ContactSheet.Draw("sheet", [clicked], _pictures, Small), Left + 16, Top + 8));
        Assert.Equal((250, 250, 250), At(ContactSheet.Draw("sheet", [episode], _pictures, Small), Left + 16, Top + 8));
        Assert.All(_pictures.Get(picture).Rgb, value => Assert.Equal(250, value));
    }

    [Fact]
    public void What_is_too_much_is_counted_and_what_is_missing_leaves_a_box()
    {
        var gone = new ImageHandle(default, 4, 4);
        var many = ContactSheet.Draw("sheet", [.. Enumerable.Range(0, 9).Select(at => Episode(at, solved: true, 50, _ => gone))], _pictures, Small);
        var few = ContactSheet.Draw("sheet", [.. Enumerable.Range(0, 2).Select(at => Episode(at, solved: true, 3, _ => gone))], _pictures, Small);

        // Two rows and three columns, as asked, and one line more for the other seven members.
        Assert.Equal(few.Width, many.Width);
        Assert.Equal(few.Height + 11, many.Height);
        Assert.Contains(Enumerable.Range(0, 100), x => At(many, x, Top + (2 * Row) + 3) != At(few, 0, 0));
    }

    [Fact]
    public void A_wide_picture_is_made_small_and_a_text_world_shows_its_words()
    {
        var wide = _pictures.Add(Flat(64, 200, 10, 10));
        var sheet = ContactSheet.Draw("sheet", [Episode(0, solved: true, 1, _ => wide), Episode(1, solved: true, 1)], _pictures, Small);
        Assert.Equal((200, 10, 10), At(sheet, Left + 31, Top + 31));
        var box = At(sheet, Left, Top + Row);
        Assert.Contains(Enumerable.Range(0, 20), x => At(sheet, Left + x, Top + Row + 5) != box);
    }

    private static (int R, int G, int B) At(ImageFrame frame, int x, int y)
    {
        var at = ((y * frame.Width) + x) * 3;
        return (frame.Rgb[at], frame.Rgb[at + 1], frame.Rgb[at + 2]);
    }

    private static ImageFrame Flat(int side, byte red, byte green, byte blue) =>
        new(side, side, [.. Enumerable.Range(0, side * side).SelectMany(_ => (byte[])[red, green, blue])]);

    private static EpisodeRecord Episode(long index, bool solved, int turns, Func<int, ImageHandle>? picture = null) =>
        Samples.Episode(index, new EpisodeEnd.Terminated(solved), Enumerable.Repeat("left", turns), picture);
}
