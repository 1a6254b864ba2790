using System.Text;
using System.Text.Json;

namespace Agentic.Cli;

/// <summary>A training in a process of its own, followed by the lines that it adds to its metrics.</summary>
/// <param name="training">The process; borrowed.</param>
/// <param name="folder">The run.</param>
/// <param name="clock">The clock.</param>
internal sealed class TrainingTail(ProgramProcess training, string folder, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string _file = Path.Combine(folder, "metrics.jsonl");
    private readonly Queue<double> _updates = [];
    private long _offset;

    /// <summary>Waits for the next update, and gives its seconds by the training's own account: playing its episodes and learning from them.</summary>
    /// <exception cref="UserException">The training has ended.</exception>
    public async Task<double> NextAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Pause, clock);
        while (_updates.Count == 0)
        {
            // Asked first, so that what it wrote before it ended counts.
            var hasEnded = training.HasEnded;
            Read();
            if (_updates.Count == 0 && (hasEnded || !await timer.WaitForNextTickAsync(cancellation)))
            {
                throw new UserException($"The training ended before it was measured: {training.Errors}", ExitCode.Failed);
            }
        }

        return _updates.Dequeue();
    }

    /// <summary>Passes over the updates that are done.</summary>
    public void Skip()
    {
        Read();
        _updates.Clear();
    }

    private void Read()
    {
        if (!File.Exists(_file))
        {
            return;
        }

        using var handle = File.OpenHandle(_file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[RandomAccess.GetLength(handle) - _offset];
        var read = bytes.AsSpan(0, RandomAccess.Read(handle, bytes, _offset));
        var whole = read[..(read.LastIndexOf((byte)'\n') + 1)];
        _offset += whole.Length;
        foreach (var line in Encoding.UTF8.GetString(whole).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.TryGetProperty("timing_s/rollout", out var rollout) && json.RootElement.TryGetProperty("timing_s/update", out var update))
            {
                _updates.Enqueue(rollout.GetDouble() + update.GetDouble());
            }
        }
    }
}
