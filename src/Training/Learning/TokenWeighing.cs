using System.Collections.Immutable;
using System.Text;
using Agentic.Agents;
using Agentic.Training.Objectives;
using Agentic.VisionPolicy;
using Agentic.Worlds;

namespace Agentic.Training.Learning;

/// <summary>Gives a demonstration's tokens the weight of what they say: thought, action, or where the action happens.</summary>
/// <remarks>The text's parts are told by the world kind; one that cannot tell has thoughts between their tags, and no places.</remarks>
/// <param name="weights">One weight a class.</param>
/// <param name="kind">Whose answers they are.</param>
/// <param name="tokenizer">Made their tokens.</param>
public sealed class TokenWeighing(TokenClassWeights weights, IWorldKind kind, ITokenizer tokenizer)
{
    /// <summary>The row with one weight a learnt token; as it is where all classes weigh 1.</summary>
    public TrainingRow Weigh(TrainingRow row, TaskInstance task) => weights.IsPlain ? row : row with
    {
        Weights = [.. row.Learnt.SelectMany(index => Classes(row.Segments[index].Ids.AsSpan(), task)).Select(kind => (float)weights.Of(kind))],
    };

    /// <summary>
    /// What each token says. A token that reaches into several parts belongs to the last of them: places before action, action before thought.
    /// Control tokens have no text and belong to where they stand, so that the end of an answer is part of its action.
    /// </summary>
    /// <param name="ids">The tokens of one answer.</param>
    /// <param name="task">The task that it answers.</param>
    public TokenClass[] Classes(ReadOnlySpan<int> ids, TaskInstance task)
    {
        var ends = new int[ids.Length];
        var bytes = new List<byte>(4 * ids.Length);
        for (var token = 0; token < ids.Length; token++)
        {
            var isControl = tokenizer.Decode([ids[token]], skipSpecial: true).Length == 0;
            bytes.AddRange(isControl ? [] : tokenizer.Bytes(ids[token]).Span);
            ends[token] = bytes.Count;
        }

        var text = Encoding.UTF8.GetString([.. bytes]);
        var parts = (kind as IAnswerAnatomy)?.Dissect(task, text) ?? new AnswerParts(AnswerText.ActionStart(text), []);
        var action = Bytes(text, parts.ActionStart);
        var places = parts.Places.Select(place => (Start: Bytes(text, place.Start), End: Bytes(text, place.End))).ToList();
        var classes = new TokenClass[ids.Length];
        for (var (token, start) = (0, 0); token < classes.Length; start = ends[token], token++)
        {
            var (from, to) = (start, ends[token]);
            classes[token] = places.Any(place => from < place.End && to > place.Start) ? TokenClass.Grounding
                : Math.Max(to, from + 1) > action ? TokenClass.Action
                : TokenClass.Reasoning;
        }

        return classes;
    }

    // Bytes before a unit of the text. Tokens are cut at bytes, parts at characters.
    private static int Bytes(string text, int units) => Encoding.UTF8.GetByteCount(text.AsSpan(0, units));
}
