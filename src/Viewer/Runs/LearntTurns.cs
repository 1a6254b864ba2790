using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Viewer.Episodes;

namespace Agentic.Viewer.Runs;

/// <summary>What learning said of each turn of an episode: its whole line of <c>learning/episodes.jsonl</c>, held against the record.</summary>
/// <param name="line">The line; null for none. Read while it lives.</param>
/// <param name="turns">The episode's turns.</param>
internal sealed class LearntTurns(JsonElement? line, ImmutableArray<TurnView> turns)
{
    private readonly ImmutableArray<float> _advantages = AdvantagesOf(line);
    private readonly ImmutableArray<int> _begins = BeginsOf(turns);

    /// <summary>The advantage of each sampled token of a turn; empty where nobody knows.</summary>
    public ImmutableArray<float> Advantages(int turn)
    {
        // One for all, or one for each sampled token of the episode.
        var (begin, end) = (_begins[turn], _begins[turn + 1]);
        return _advantages.Length == 1 ? [.. Enumerable.Repeat(_advantages[0], end - begin)] : _advantages.Length >= end ? _advantages[begin..end] : [];
    }

    /// <summary>The log-probabilities that the trainer computed for a turn's sampled tokens; empty where it did not.</summary>
    public ImmutableArray<float> LogProbs(int turn) =>
        line is { } whole && whole.TryGetProperty("turns", out var all) && all.ValueKind == JsonValueKind.Array && turn < all.GetArrayLength()
        && all[turn].ValueKind == JsonValueKind.Array ? Numbers(all[turn]) : [];

    // How many tokens were sampled before each turn, and in all.
    private static ImmutableArray<int> BeginsOf(ImmutableArray<TurnView> turns)
    {
        var begins = ImmutableArray.CreateBuilder<int>(turns.Length + 1);
        begins.Add(0);
        foreach (var turn in turns)
        {
            begins.Add(begins[^1] + (turn.Answer is { Origin: SegmentOrigin.Sampled } said ? said.Ids.Length : 0));
        }

        return begins.MoveToImmutable();
    }

    private static ImmutableArray<float> AdvantagesOf(JsonElement? line) => line is not { } whole || !whole.TryGetProperty("advantage", out var value) ? []
        : value.ValueKind == JsonValueKind.Array ? Numbers(value)
        : value.ValueKind == JsonValueKind.Number ? [ToSingle(value)]
        : [];

    private static ImmutableArray<float> Numbers(JsonElement list) => [.. list.EnumerateArray().Select(ToSingle)];

    private static float ToSingle(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var number) ? number : float.NaN;
}
