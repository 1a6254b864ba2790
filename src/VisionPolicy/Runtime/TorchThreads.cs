using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>
/// Our own loops on libtorch's threads. Between two products these wait awake, on every core there is: threads of our own would stand in line
/// behind them.
/// </summary>
/// <remarks>The team is OpenMP's, entered through the call that compilers make of a parallel region. Where libtorch brings another team, the caller works alone.</remarks>
internal static unsafe class TorchThreads
{
    private const int PiecesPerThread = 4;
    private static readonly delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void> Region = Find();

    /// <summary>Does 0 .. <paramref name="count"/> − 1, many at a time: pieces are given as a start and an end. Returns when all are done.</summary>
    /// <param name="count">How much there is to do.</param>
    /// <param name="work">Does a piece; from any thread of the team.</param>
    /// <exception cref="AggregateException">A piece failed; the others were done all the same.</exception>
    public static void Ranges(int count, Action<int, int> work)
    {
        var pieces = Math.Min(count, get_num_threads() * PiecesPerThread);
        Each(pieces, piece => work((int)((long)count * piece / pieces), (int)((long)count * (piece + 1) / pieces)));
    }

    /// <summary>Does 0 .. <paramref name="count"/> − 1, each by itself, by whoever of the team is free, and returns when all are done.</summary>
    /// <exception cref="AggregateException">A piece failed; the others were done all the same.</exception>
    public static void Each(int count, Action<int> work)
    {
        var job = new Job(count, work);
        var threads = Region is null ? 1 : Math.Min(get_num_threads(), count);
        if (threads > 1)
        {
            Share(job, threads);
        }
        else
        {
            job.Take();
        }

        if (job.Failure is { } failure)
        {
            throw new AggregateException(failure);
        }
    }

    private static void Share(Job job, int threads)
    {
        var handle = GCHandle.Alloc(job);
        try
        {
            Region(&Take, (void*)GCHandle.ToIntPtr(handle), (uint)threads, 0);
        }
        finally
        {
            handle.Free();
        }
    }

    [UnmanagedCallersOnly]
    private static void Take(void* handle) => ((Job)GCHandle.FromIntPtr((nint)handle).Target!).Take();

    // The library has a name of its own in each build of libtorch, and is loaded already.
    private static delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void> Find()
    {
        TorchRuntime.Load();
        const string maps = "/proc/self/maps";
        if (!File.Exists(maps))
        {
            return null;
        }

        foreach (var path in File.ReadLines(maps).Select(line => line.IndexOf('/', StringComparison.Ordinal) is >= 0 and var at ? line[at..] : "").Distinct()
            .Where(path => Path.GetFileName(path) is var name && (name.StartsWith("libgomp", StringComparison.Ordinal) || name.StartsWith("libiomp", StringComparison.Ordinal))))
        {
            if (NativeLibrary.TryLoad(path, out var library) && NativeLibrary.TryGetExport(library, "GOMP_parallel", out var region))
            {
                return (delegate* unmanaged<delegate* unmanaged<void*, void>, void*, uint, uint, void>)region;
            }
        }

        return null;
    }

    private sealed class Job(int count, Action<int> work)
    {
        private int _next = -1;

        public Exception? Failure { get; private set; }

        // Nothing may leave a native thread's frame.
        public void Take()
        {
            for (int piece; (piece = Interlocked.Increment(ref _next)) < count;)
            {
                try
                {
                    work(piece);
                }
                catch (Exception exception)
                {
                    Failure = exception;
                }
            }
        }
    }
}
