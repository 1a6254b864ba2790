using System.Text;
using Agentic.Training.Checkpoints;
using Agentic.VisionPolicy;

namespace Agentic.Training.Reproductions;

/// <summary>
/// An experiment on disk: <c>claim.json</c>, written before the first seed and never changed, and <c>seeds.jsonl</c>, a line for each seed that is
/// done, so that what was stopped goes on. Seeds may be added from any thread.
/// </summary>
public sealed class ReproductionFolder
{
    private readonly Lock _writing = new();
    private readonly List<SeedOutcome> _done = [];

    private ReproductionFolder(string path) => Path = path;

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>The report's place.</summary>
    public string Report => System.IO.Path.Combine(Path, "report.html");

    /// <summary>The seeds that are done, in the order of their numbers.</summary>
    public IReadOnlyList<SeedOutcome> Done
    {
        get
        {
            lock (_writing)
            {
                return [.. _done.OrderBy(outcome => outcome.Seed)];
            }
        }
    }

    private string Claims => ClaimsOf(Path);

    private string Seeds => System.IO.Path.Combine(Path, "seeds.jsonl");

    /// <summary>Whether a folder holds an experiment.</summary>
    public static bool Holds(string path) => File.Exists(ClaimsOf(path));

    /// <summary>Begins an experiment: its claims are written before anything is run.</summary>
    /// <exception cref="IOException">The folder holds one already, or cannot be written.</exception>
    public static ReproductionFolder Begin(string path, Reproduction reproduction)
    {
        if (Holds(path))
        {
            throw new IOException($"'{path}' holds an experiment already.");
        }

        AtomicFile.Write(ClaimsOf(path), Encoding.UTF8.GetBytes(ClaimFile.Write(reproduction)));
        return new ReproductionFolder(path);
    }

    /// <summary>Goes on with an experiment. A line that was torn when it was stopped is cut.</summary>
    /// <exception cref="InvalidDataException">It was of other claims, or its files cannot be read; the message says what to do.</exception>
    public static ReproductionFolder Resume(string path, Reproduction reproduction)
    {
        var folder = new ReproductionFolder(path);
        if (ClaimFile.ReadDigest(folder.Claims) is var was && was != ClaimFile.Digest(reproduction))
        {
            throw new InvalidDataException(
                $"{folder.Claims}: these data were gathered for other claims or another setting than '{reproduction.Id}' has now (digest {was[..Math.Min(12, was.Length)]}…, expected {ClaimFile.Digest(reproduction)[..12]}…). "
                + "Claims are not changed once their data were seen: choose another --output.");
        }

        folder.Read();
        return folder;
    }

    /// <summary>The folder of what all seeds begin from, made once; null where each begins by itself.</summary>
    /// <param name="reproduction">Whose.</param>
    /// <param name="say">Told how far it is.</param>
    /// <param name="cancellation">Stops making it; what was begun is made anew the next time.</param>
    public string? Prepare(Reproduction reproduction, Action<string> say, CancellationToken cancellation)
    {
        if (reproduction.Prepare is null)
        {
            return null;
        }

        var (whole, begun) = (System.IO.Path.Combine(Path, "start"), System.IO.Path.Combine(Path, "start.partial"));
        if (!Directory.Exists(whole))
        {
            if (Directory.Exists(begun))
            {
                Directory.Delete(begun, recursive: true);
            }

            Directory.CreateDirectory(begun);
            reproduction.Prepare(new Preparation(begun, say, cancellation));
            DiskSync.Tree(begun);
            Directory.Move(begun, whole);
        }

        return whole;
    }

    /// <summary>Keeps a seed that is done, flushed to the disk.</summary>
    public void Add(SeedOutcome outcome)
    {
        lock (_writing)
        {
            using var stream = new FileStream(Seeds, FileMode.Append, FileAccess.Write);
            stream.Write(Encoding.UTF8.GetBytes(SeedLine.Write(outcome) + "\n"));
            stream.Flush(flushToDisk: true);
            _done.Add(outcome);
        }
    }

    private static string ClaimsOf(string path) => System.IO.Path.Combine(path, "claim.json");

    private void Read()
    {
        if (!File.Exists(Seeds))
        {
            return;
        }

        var text = File.ReadAllText(Seeds);
        var whole = text[..(text.LastIndexOf('\n') + 1)];
        if (whole.Length < text.Length)
        {
            AtomicFile.Write(Seeds, Encoding.UTF8.GetBytes(whole));
        }

        var number = 0;
        foreach (var line in whole.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var outcome = SeedLine.Read(line, Seeds, ++number);
            if (_done.Any(other => other.Seed == outcome.Seed))
            {
                throw new InvalidDataException($"{Seeds}, line {number}: seed {outcome.Seed} is there twice. Remove one of the lines.");
            }

            _done.Add(outcome);
        }
    }
}
