using System.Runtime.InteropServices;

namespace Agentic.Viewer.Runs;

/// <summary>The background: one thread that takes in what runs hold, a slice of each in turn, when the processor has nothing better to do.</summary>
internal sealed class RunIndexer : IDisposable
{
    private const int IdleOnly = 19;

    private readonly AutoResetEvent _work = new(false);
    private readonly Func<IReadOnlyList<RunSource>> _runs;
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <param name="runs">The runs, asked for again and again.</param>
    public RunIndexer(Func<IReadOnlyList<RunSource>> runs)
    {
        _runs = runs;
        _thread = new Thread(Run) { IsBackground = true, Name = "run indexer" };
        _thread.Start();
    }

    /// <summary>Says that there may be something to read.</summary>
    public void Wake()
    {
        if (!_stopping)
        {
            _work.Set();
        }
    }

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        _stopping = true;
        _work.Set();
        _thread.Join();
        _work.Dispose();
    }

    private void Run()
    {
        // On Linux niceness belongs to the thread that asks; 0 is itself. A training on the same machine goes first.
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(0, 0, IdleOnly);
        }

        while (!_stopping)
        {
            _work.WaitOne();
            while (!_stopping && _runs().Aggregate(false, (isMore, run) => ReadSome(run) || isMore))
            {
            }
        }
    }

    // A disk or a network that fails in the middle is no reason to end the server: the run is looked at again when somebody asks for it.
    private static bool ReadSome(RunSource run)
    {
        try
        {
            return run.ReadSome();
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, uint who, int priority);
}
