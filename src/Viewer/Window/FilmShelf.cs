using Agentic.Agents;

namespace Agentic.Viewer.Window;

/// <summary>Films of a log, read in the background when they are first asked for. A bounded number is kept. One caller.</summary>
/// <param name="read">Reads the record at a position of the log; on any thread.</param>
/// <param name="max">Films kept; the oldest asked for goes first.</param>
internal sealed class FilmShelf(Func<int, EpisodeRecord> read, int max = 128)
{
    private readonly Dictionary<int, (Task<Film> Film, long Asked)> _films = [];
    private long _asked;

    /// <summary>The film of a position; null while it is being read.</summary>
    public Film? TryGet(int position)
    {
        var film = _films.TryGetValue(position, out var known) ? known.Film : Task.Run(() => Read(position));
        _films[position] = (film, _asked++);
        if (_films.Count > max)
        {
            _films.Remove(_films.MinBy(pair => pair.Value.Asked).Key);
        }

        return film.IsCompletedSuccessfully ? film.GetAwaiter().GetResult() : null;
    }

    private Film Read(int position)
    {
        try
        {
            return Film.Of(read(position));
        }
        catch (TrajectoryException broken)
        {
            return Film.OfWords($"This record cannot be read. {broken.Message}");
        }
    }
}
