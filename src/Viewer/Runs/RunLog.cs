using Agentic.Agents;

namespace Agentic.Viewer.Runs;

/// <summary>The episodes of a run's log: listed at once, looked through in the background, read one by one, followed as they grow or are cut. Safe for many threads.</summary>
/// <param name="folder">The run's folder.</param>
/// <param name="records">Where episodes are kept that were read last; borrowed.</param>
internal sealed class RunLog(string folder, RecordCache records) : IDisposable
{
    private const int MaxSearches = 4;
    private const long SliceBytes = 4 << 20;
    private const int SliceRecords = 64;
    private const int MaxKeptBuffer = 4 << 20;

    // FORMAT.md, "The index".
    private const int IndexHeaderBytes = 16;
    private const int IndexEntryBytes = 88;

    private readonly Lock _searching = new();
    private readonly List<TextSearch> _searches = [];
    private volatile TrajectoryReader? _reader;
    private byte[] _buffer = [];

    /// <summary>What is known of each episode, in the order of the log. A snapshot.</summary>
    public IReadOnlyList<TrajectoryEntry> Entries => _reader?.Entries ?? [];

    /// <summary>What the index does not say, by position.</summary>
    public FactTable Facts { get; } = new();

    /// <summary>Bytes at the log's end that are no whole record.</summary>
    public long TornBytes => Math.Max(0, _reader?.TornBytes ?? 0);

    /// <summary>Records that are damaged.</summary>
    public int Damaged { get; private set; }

    /// <summary>Why the log cannot be read at all; null when it can, or is not there yet.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether it was opened; before that there is a guess alone.</summary>
    public bool IsOpen => _reader is not null;

    /// <summary>Episodes by the size of the index, for a list of many runs of which few are looked at.</summary>
    public long Guess
    {
        get
        {
            var index = new FileInfo(Path.Combine(folder, "episodes", "episodes-00000.idx"));
            return index.Exists ? Math.Max(0, (index.Length - IndexHeaderBytes) / IndexEntryBytes) : 0;
        }
    }

    /// <summary>Reads an episode.</summary>
    /// <param name="position">One of <see cref="Entries"/>.</param>
    /// <exception cref="TrajectoryException">It is damaged.</exception>
    public EpisodeRecord Read(int position) => records.Read(_reader!, position);

    /// <summary>Reads what a list shows of an episode that the background did not come to yet; null when it cannot be read.</summary>
    public EpisodeFact? ReadFact(int position, ref byte[] buffer) => EpisodeFact.Read(_reader!, position, ref buffer);

    /// <summary>The position of an episode, by its index; null when the run has none such. The first, where several say so.</summary>
    public int? PositionOf(long episode)
    {
        var entries = Entries;

        // Nearly always an episode stands where its index says; then it is the first.
        if (episode >= 0 && episode < entries.Count && entries[(int)episode].Episode == episode)
        {
            return (int)episode;
        }

        for (var position = 0; position < entries.Count; position++)
        {
            if (entries[position].Episode == episode && !entries[position].IsDamaged)
            {
                return position;
            }
        }

        return null;
    }

    /// <summary>The search for a text: a running one, or a new one.</summary>
    public TextSearch Search(string text)
    {
        lock (_searching)
        {
            var search = _searches.Find(known => known.Text == text) ?? new TextSearch(text);
            _searches.Remove(search);
            _searches.Add(search);
            _searches.RemoveRange(0, Math.Max(0, _searches.Count - MaxSearches));
            return search;
        }
    }

    /// <summary>Looks for what was appended or cut; true when there is something. One caller at a time.</summary>
    public bool Refresh()
    {
        try
        {
            return _reader is { } reader ? Refresh(reader) : Open();
        }
        catch (Exception broken) when (broken is TrajectoryException or IOException or UnauthorizedAccessException)
        {
            var isNew = Fault is null;
            Fault = broken.Message.Replace(folder, Path.GetFileName(folder), StringComparison.Ordinal);
            return isNew;
        }
    }

    /// <summary>Looks through some records; true when there are more. One caller at a time.</summary>
    public bool ReadSome()
    {
        if (_reader is not { } reader)
        {
            return false;
        }

        // Somebody waits for a search.
        var isMore = false;
        foreach (var search in Searches())
        {
            search.LookIntoNext(reader, SliceRecords, SliceBytes, ref _buffer);
            isMore |= search.Scanned < reader.Count;
        }

        var (generation, entries, position, bytes) = (Facts.Generation, reader.Entries, Facts.Count, 0L);
        for (var end = Math.Min(entries.Count, position + SliceRecords); position < end && bytes < SliceBytes; position++)
        {
            bytes += entries[position].Length;
            Facts.Add(generation, EpisodeFact.Read(reader, position, ref _buffer));
        }

        _buffer = _buffer.Length > MaxKeptBuffer ? [] : _buffer;
        return isMore || position < entries.Count;
    }

    /// <inheritdoc/>
    public void Dispose() => _reader?.Dispose();

    private bool Open()
    {
        var episodes = Path.Combine(folder, "episodes");
        if (!File.Exists(Path.Combine(episodes, "episodes-00000.log")))
        {
            return false;
        }

        var reader = TrajectoryReader.Open(episodes);
        (Fault, Damaged) = (null, reader.Entries.Count(entry => entry.IsDamaged));
        _reader = reader;
        return true;
    }

    private bool Refresh(TrajectoryReader reader)
    {
        var known = reader.Entries;
        reader.Refresh();
        Fault = null;
        var now = reader.Entries;
        if (ReferenceEquals(known, now))
        {
            return false;
        }

        Damaged = now.Count(entry => entry.IsDamaged);

        // A log that only grew keeps its last record where it was; one that was cut, as by a run that is resumed, is compared from the beginning.
        if (known.Count > 0 && (now.Count < known.Count || now[known.Count - 1] != known[^1]))
        {
            var same = 0;
            while (same < Math.Min(known.Count, now.Count) && known[same] == now[same])
            {
                same++;
            }

            Facts.Truncate(same);
            Array.ForEach(Searches(), search => search.Truncate(same));
        }

        return true;
    }

    private TextSearch[] Searches()
    {
        lock (_searching)
        {
            return [.. _searches];
        }
    }
}
