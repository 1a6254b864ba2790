using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>A run's folder as a training leaves it: episodes and frames, curves, times, and what was learnt from whom.</summary>
internal sealed class SampleRun : IDisposable
{
    private const int GroupSize = 4;
    private const int Groups = 3;

    private readonly string _folder;
    private readonly TrajectoryWriter _log;
    private readonly SampleEpisodes _episodes;
    private readonly FolderImageStore _images;
    private long _index;
    private int _updates;

    public SampleRun(string folder, SampleWords words)
    {
        _folder = folder;
        _episodes = new SampleEpisodes(words);
        Directory.CreateDirectory(folder);
        _images = new FolderImageStore(Path.Combine(folder, "images"));
        _log = TrajectoryWriter.Open(Path.Combine(folder, "episodes"));
        File.WriteAllText(Path.Combine(folder, "scenario.resolved.yaml"), "name: maze-stepwise\nworld: { name: maze }  # the file:2:1\n");
    }

    /// <summary>Where pictures of further episodes go.</summary>
    public FolderImageStore Images => _images;

    /// <summary>Number of the next episode.</summary>
    public long Next => _index;

    /// <summary>Plays updates, each of three groups of four; the first group's second member faults in every third update, and its third is guided.</summary>
    public void Train(int updates)
    {
        for (var until = _updates + updates; _updates < until;)
        {
            _updates++;
            for (var group = 0; group < Groups; group++)
            {
                PlayGroup((_updates * Groups) + group, _updates, group, "train", Math.Min(0.9, _updates / 12.0));
            }

            // Every fourth update is measured on the same tasks.
            if (_updates % 4 == 0)
            {
                for (var task = 0; task < 4; task++)
                {
                    PlayGroup(100_000 + (_updates * 10) + task, _updates, task, "eval", Math.Min(0.9, _updates / 12.0), members: 1);
                }
            }

            Append("metrics.jsonl", new Dictionary<string, object>
            {
                ["step"] = _updates,
                ["reward/mean"] = 0.2 + (0.05 * _updates) + (0.03 * Math.Sin(_updates * 2.1)),
                ["env/success"] = Math.Min(1, 0.1 + (0.07 * _updates)),
                ["actor/entropy"] = 1.4 / (1 + (0.2 * _updates)),
                ["actor/loss"] = _updates == 2 ? "NaN" : 0.1 / _updates,
                ["rollout/mismatch_kl"] = 1e-14 * (1 + (_updates % 3)),
                ["perf/sampled_tokens_per_s"] = 4000 + (100 * (_updates % 5)),
                ["timing_s/update"] = 1.5,
            });
        }

        _log.Flush();
    }

    /// <summary>Appends an episode that somebody made.</summary>
    public void Add(EpisodeRecord record)
    {
        _log.Append(record);
        _index = record.Index + 1;
    }

    public void Flush() => _log.Flush();

    public void Dispose() => _log.Dispose();

    private void PlayGroup(long group, int update, int task, string phase, double skill, int members = GroupSize)
    {
        var number = phase == "eval" ? task : task + update;
        var played = new List<EpisodeRecord>();
        for (var member = 0; member < members; member++)
        {
            var stream = RandomKey.FromSeed(11).Derive((ulong)group).Derive((ulong)member).Stream();
            var (turns, solved) = SampleMaze.Walk(number, stream, skill, _images);
            var isFault = phase == "train" && task == 0 && member == 1 && update % 3 == 1;
            EpisodeEnd end = isFault ? new EpisodeEnd.Faulted(new Fault("world", "the lease was lost"))
                : solved ? new EpisodeEnd.Terminated(true) : new EpisodeEnd.Truncated(TruncationReason.OutOfTurns);
            if (phase == "train" && task == 0 && member == 2)
            {
                turns = [.. turns.Select((turn, at) => at == 0 ? turn with { Guidance = "Hint: the goal is below ." } : turn)];
            }

            played.Add(_episodes.Make(_index + member, group, member, SampleMaze.Task(number), "Reach the red square, one move at a time.", end, turns));
        }

        // As GRPO has it: faults are in no statistics, and who earned what everybody earned has nothing to learn.
        var returns = played.Where(record => record.End is not EpisodeEnd.Faulted).Select(record => record.Return()).ToList();
        var (mean, spread) = (returns.Average(), Math.Sqrt(returns.Average(value => Math.Pow(value - returns.Average(), 2))));
        foreach (var record in played)
        {
            Add(record);
            WriteTimes(record);
            WriteLearning(record, update, phase, phase == "eval" || record.End is EpisodeEnd.Faulted ? null : spread < 1e-9 ? 0 : (record.Return() - mean) / spread);
        }
    }

    private void WriteTimes(EpisodeRecord record) => Append("timings/episodes.jsonl", new
    {
        episode = record.Index,
        seconds = record.Turns.Length * 0.05,
        turns = record.Turns.Select(turn => new[] { 0.030 + (0.002 * turn.Index), 0.012, 0.003 }),
    });

    // The trainer's numbers are the recorded ones moved by ln 1.25, so that every ratio is 1.25.
    private void WriteLearning(EpisodeRecord record, int update, string phase, double? advantage) => Append("learning/episodes.jsonl", new
    {
        episode = record.Index,
        update,
        phase,
        advantage,
        turns = advantage is null ? null : record.Transcripts[0].Turns
            .Select(turn => record.Transcripts[0].Segments[turn.Reply!.Value].Sampling!.LogProbs.Select(value => value + Math.Log(1.25))),
    });

    private void Append(string file, object line)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.AppendAllText(path, JsonSerializer.Serialize(line) + "\n");
    }
}
