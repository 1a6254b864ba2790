using Agentic.Agents;
using Agentic.Viewer.Episodes;
using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Window;

/// <summary>Episodes in a window: one or a grid of them, the way through them below, and where it stands in words.</summary>
/// <param name="painter">What draws; borrowed.</param>
/// <param name="walk">The episodes; borrowed.</param>
/// <param name="films">Their films; borrowed.</param>
/// <param name="images">Their pictures, decoded ahead; borrowed.</param>
internal sealed class EpisodeScene(WindowPainter painter, EpisodeWalk walk, FilmShelf films, FrameAhead images)
{
    // Decoded before they are due, as far as this much graphics memory goes.
    private const int AheadFrames = 64;
    private const int Gap = 4;
    private const long AheadBytes = 96L << 20;
    private static readonly string[] Keys =
    [
        "space     play, pause", "j k       frame on, back (arrows)", "Home End  first, last frame", "n p       next, previous episode", "+ -       faster, slower",
        "g         grid of 1, 4, 9, 16", "m         places of actions", "l         follow the newest", "click     scrub below, open in a grid", "h         these keys", "q         leave",
    ];

    private readonly List<ImageHandle> _wanted = [];
    private long _wantedBytes;

    /// <summary>Frames of the longest film shown; 1 while none is read.</summary>
    public int Length { get; private set; } = 1;

    /// <summary>Whether everything shown was there.</summary>
    public bool IsWhole { get; private set; }

    /// <summary>The bar on which a place in the film is chosen.</summary>
    public Box Track { get; private set; }

    /// <summary>Where each episode shown stands, by place in the walk.</summary>
    public IReadOnlyList<(int Place, Box Box)> Tiles { get; private set; } = [];

    /// <summary>Takes in the pictures that were decoded, and asks for those that the last frame lacked or the next ones need.</summary>
    public void Exchange()
    {
        foreach (var (handle, picture) in images.Exchange(_wanted))
        {
            painter.Textures.Put(handle, picture ?? Missing(handle));
        }
    }

    /// <summary>Draws a frame.</summary>
    /// <param name="state">Where the player stands.</param>
    /// <param name="news">Episodes that came since it was opened.</param>
    public void Draw(WindowState state, int news)
    {
        painter.Begin();
        _wanted.Clear();
        (_wantedBytes, IsWhole) = (0, true);
        var (width, height) = painter.Size;
        var status = (2 * painter.Line) + (2 * painter.Scale);
        Track = new Box(0, height - status - (6 * painter.Scale), width, 6 * painter.Scale);
        var boxes = new Box(Gap, Gap, Math.Max(1, width - (2 * Gap)), Math.Max(1, Track.Y - (2 * Gap))).Grid(state.Side, Gap);
        var shown = Math.Min(state.Shown, walk.Positions.Length - state.Place);
        Tiles = [.. Enumerable.Range(0, shown).Select(at => (state.Place + at, boxes[at]))];
        var read = Tiles.Select(tile => (tile.Place, tile.Box, Film: films.TryGet(walk.Positions[tile.Place]))).ToList();
        Length = Math.Max(1, read.Max(tile => tile.Film?.Frames.Length ?? 1));
        foreach (var (place, box, film) in read)
        {
            DrawTile(state, place, box, film);
        }

        foreach (var film in read.Select(tile => tile.Film).OfType<Film>())
        {
            WantAhead(film, state.Frame(film.Frames.Length));
        }

        painter.Fill(Track, WindowInk.Track);
        painter.Fill(Track with { Width = (int)(width * Math.Min(1, state.Time / Math.Max(1, Length - 1))) }, WindowInk.Accent);
        DrawStatus(state, read[0].Film, news, new Box(0, Track.Y + Track.Height, width, height - Track.Y - Track.Height));
        if (state.HasHelp)
        {
            var (wide, tall) = (Math.Min(width, 44 * BitmapFont.Advance * painter.Scale), Math.Min(height, (Keys.Length * painter.Line) + (3 * painter.Scale)));
            painter.Lines(new Box((width - wide) / 2, (height - tall) / 2, wide, tall), WindowInk.Panel, [.. Keys.Select(line => (line, WindowInk.Words))]);
        }

        painter.End();
    }

    private static string Return(TrajectoryEntry entry) => double.IsNaN(entry.Return) ? "no return" : $"{entry.Return:0.###}";

    private void DrawTile(WindowState state, int place, Box box, Film? film)
    {
        var entry = walk[place];
        var label = box with { Height = painter.Line };
        painter.Fill(label with { Width = 3 * painter.Scale }, EndColour.Of(entry.EndName));
        painter.Lines(
            label with { X = label.X + (3 * painter.Scale), Width = Math.Max(1, label.Width - (3 * painter.Scale)) }, WindowInk.Panel,
            ($"#{entry.Episode} {entry.EndName} {Return(entry)}  group {entry.Group}.{entry.Member}", EndColour.Of(entry.EndName)));
        var inside = new Box(box.X, box.Y + label.Height + 2, box.Width, Math.Max(1, box.Height - label.Height - 2));
        if (film is null)
        {
            IsWhole = false;
            return;
        }

        var frame = film.Frames[state.Frame(film.Frames.Length)];
        if (frame.Picture is not { } picture)
        {
            painter.Words(inside, frame.Seen, WindowInk.Words);
        }
        else if (painter.Picture(picture, inside) is { } where)
        {
            if (state.HasMarks && frame.Mark is { } mark)
            {
                painter.Mark(mark, where);
            }
        }
        else
        {
            // Rather the picture before than a hole, until this one is decoded.
            IsWhole = false;
            Want(picture);
            for (var before = frame.Index - 1; before >= Math.Max(0, frame.Index - AheadFrames); before--)
            {
                if (film.Frames[before].Picture is { } older && painter.Picture(older, inside) is not null)
                {
                    break;
                }
            }
        }
    }

    private void DrawStatus(WindowState state, Film? film, int news, Box box)
    {
        var entry = walk[state.Place];
        var frame = film?.Frames[state.Frame(film.Frames.Length)];
        var place = state.Side == 1 ? $"{state.Place + 1}/{walk.Positions.Length}" : $"{state.Place + 1}-{state.Place + Tiles.Count}/{walk.Positions.Length}";
        var follow = state.IsFollowing ? "  following" : news > 0 ? $"  +{news} new (l follows)" : "";
        var turn = frame is null ? "reading" : state.Side > 1 ? $"frame {state.Frame(Length) + 1}/{Length}" : $"turn {frame.Turn + 1}/{Math.Max(1, entry.Turns)}";
        painter.Lines(
            box, WindowInk.Ground,
            ($"{(state.IsPlaying ? ">" : "||")} {state.Speed:0.##}/s  episode {entry.Episode} ({place})  {entry.World}  {turn}{follow}  h keys", WindowInk.Words),
            (state.Side == 1 ? frame?.Words ?? "" : "", WindowInk.Quiet));
    }

    private void WantAhead(Film film, int from)
    {
        for (var at = from + 1; at < Math.Min(film.Frames.Length, from + AheadFrames); at++)
        {
            if (film.Frames[at].Picture is { } picture && !painter.Textures.Holds(picture))
            {
                Want(picture);
            }
        }
    }

    private void Want(ImageHandle picture)
    {
        // Sizes come from a record, which may say anything.
        _wantedBytes += 4L * Math.Clamp(picture.Width, 0, 1 << 13) * Math.Clamp(picture.Height, 0, 1 << 13);
        if ((_wantedBytes <= AheadBytes || _wanted.Count == 0) && !_wanted.Contains(picture))
        {
            _wanted.Add(picture);
        }
    }

    private static ImageFrame Missing(ImageHandle handle)
    {
        var paper = new Paper(160, 60);
        paper.Rectangle(0, 0, paper.Width, paper.Height, WindowInk.Panel);
        paper.Text(6, 14, "picture is missing", WindowInk.Warning);
        paper.Text(6, 30, $"{handle.Hash.ToString()[..16]}", WindowInk.Quiet);
        return paper.Frame;
    }
}
