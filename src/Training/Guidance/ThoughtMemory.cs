using System.Text.Json;
using System.Text.Json.Nodes;
using Agentic.Agents;

namespace Agentic.Training.Guidance;

/// <summary>
/// Episodes whose thoughts are imitated as a corrector would have had them: all so far, as DAgger gathers them (GTR, arXiv 2503.08525), or the latest only.
/// Kept as what was played, from which prompts and pictures come again.
/// </summary>
/// <param name="keepsAll">Whether episodes of earlier rounds stay.</param>
public sealed class ThoughtMemory(bool keepsAll)
{
    private List<Played> _all = [];

    /// <summary>Episodes that are remembered.</summary>
    public int Count => _all.Count;

    /// <summary>The memory with what a round has played taken in; this one stays as it is.</summary>
    public ThoughtMemory With(IEnumerable<EpisodeRecord> records)
    {
        List<Played> all = keepsAll ? [.. _all] : [];
        all.AddRange(records.Where(record => record.Turns.Length > 0).Select(record => new Played(
            record.Task.State, record.Key, [.. record.Turns.Select(turn => turn.Text)])));
        return new ThoughtMemory(keepsAll) { _all = all };
    }

    /// <summary>Some of them, each at most once; all where there are no more.</summary>
    /// <param name="count">How many.</param>
    /// <param name="key">Decides which.</param>
    public IReadOnlyList<Played> Draw(int count, RandomKey key)
    {
        var order = Enumerable.Range(0, _all.Count).ToArray();
        var random = key.Stream();
        random.Shuffle<int>(order);
        return [.. order.Take(count).Select(at => _all[at])];
    }

    /// <summary>What is remembered.</summary>
    public JsonNode Save() => new JsonArray([.. _all.Select(one => new JsonArray(
        one.State, one.Key.High, one.Key.Low, new JsonArray([.. one.Said.Select(text => (JsonNode)text)])))]);

    /// <summary>Takes up what <see cref="Save"/> gave.</summary>
    public void Restore(JsonNode? saved)
    {
        _all.Clear();
        _all.AddRange((saved as JsonArray ?? []).Select(one => new Played(
            one![0]!.GetValue<string>(), new RandomKey(one[1]!.GetValue<ulong>(), one[2]!.GetValue<ulong>()), [.. one[3]!.AsArray().Select(text => text!.GetValue<string>())])));
    }

    /// <summary>An episode as it was played.</summary>
    /// <param name="State">The task's.</param>
    /// <param name="Key">Root of its chance events.</param>
    /// <param name="Said">What was answered, in order.</param>
    public sealed record Played(string State, RandomKey Key, IReadOnlyList<string> Said)
    {
        /// <summary>The task.</summary>
        public TaskInstance Task(IWorldKind kind)
        {
            using var json = JsonDocument.Parse(State);
            return kind.Read(json.RootElement);
        }
    }
}
