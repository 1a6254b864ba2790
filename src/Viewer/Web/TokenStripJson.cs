using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Viewer.Episodes;
using Agentic.Viewer.Export;
using Agentic.Viewer.Runs;

namespace Agentic.Viewer.Web;

/// <summary>The tokens of one turn as JSON: what was read and what was answered, each with its numbers. A picture counts as one token here, without an id.</summary>
/// <param name="run">The run; borrowed.</param>
/// <param name="tokenText">The text of an id; null where nobody knows it.</param>
internal sealed class TokenStripJson(RunSource run, Func<int, string>? tokenText)
{
    private const int MaxPiece = 4096;
    private readonly SortedSet<int> _ids = [];

    /// <summary>Some of a turn's tokens.</summary>
    /// <param name="record">The episode.</param>
    /// <param name="turn">The turn, from 0.</param>
    /// <param name="from">The first token, from 0.</param>
    /// <param name="count">How many at most.</param>
    public WebAnswer Of(EpisodeRecord record, int turn, int from, int count)
    {
        var views = TurnView.Of(record);
        using var line = run.Learning.Open(record.Index);
        var (answer, learnt) = (views[turn].Answer, new LearntTurns(line?.RootElement, views));
        var (trained, advantages) = (learnt.LogProbs(turn), learnt.Advantages(turn));
        ImmutableArray<TokenSegment> segments = answer is null ? views[turn].Context : [.. views[turn].Context, answer];
        return WebAnswer.Json(json =>
        {
            json.WriteNumber("from", from);
            json.WriteNumber("total", segments.Sum(Width));
            json.WriteStartArray("segments");
            var start = 0;
            foreach (var segment in segments)
            {
                var (first, end) = (Math.Max(from - start, 0), (int)Math.Min((long)from + count - start, Width(segment)));
                if (first < end || (Width(segment) == 0 && start >= from && start <= from + count))
                {
                    json.WriteStartObject();
                    var isAnswer = ReferenceEquals(segment, answer);
                    Write(json, segment, start, (first, Math.Max(first, end)), isAnswer ? trained : [], isAnswer ? advantages : []);
                    json.WriteEndObject();
                }

                start += Width(segment);
            }

            json.WriteEndArray();
            json.WriteStartObject("pieces");
            foreach (var id in tokenText is null ? [] : _ids)
            {
                json.WriteString(id.ToString(), SoundText.Of(Piece(tokenText!(id))));
            }

            json.WriteEndObject();
        });
    }

    // A vocabulary may be foreign as well: what is longer than any token says how long it is.
    private static string Piece(string text) => text.Length <= MaxPiece ? text : $"{text[..MaxPiece]}… ({text.Length} letters)";

    private static int Width(TokenSegment segment) => segment.Origin == SegmentOrigin.Image ? 1 : segment.Ids.Length;

    private void Write(
        Utf8JsonWriter json, TokenSegment segment, int start, (int First, int End) range, ImmutableArray<float> trained, ImmutableArray<float> advantages)
    {
        json.WriteString("origin", EpisodeJson.NameOf(segment.Origin));
        json.WriteBoolean("learnt", segment.Origin == SegmentOrigin.Sampled);
        json.WriteNumber("start", start + range.First);
        json.WriteNumber("count", segment.Ids.Length);
        json.WriteStartArray("ids");
        for (var at = range.First; segment.Origin != SegmentOrigin.Image && at < range.End; at++)
        {
            _ids.Add(segment.Ids[at]);
            json.WriteNumberValue(segment.Ids[at]);
        }

        json.WriteEndArray();
        WriteNumbers(json, "log_probs", segment.Sampling?.LogProbs ?? [], range);
        WriteNumbers(json, "entropies", segment.Sampling?.Entropies ?? [], range);
        WriteNumbers(json, "train_log_probs", trained, range);
        WriteNumbers(json, "advantages", advantages, range);
        if (segment.Sampling is { } sampling)
        {
            json.WritePropertyName("temperature");
            json.WriteNumberOrNull(sampling.Temperature);
            json.WriteNumber("weight_version", sampling.WeightVersion);
        }
        else
        {
            json.WriteNull("temperature");
            json.WriteNull("weight_version");
        }
    }

    // Numbers that are not there for every token are somebody else's, or nobody's: then there are none.
    private static void WriteNumbers(Utf8JsonWriter json, string name, ImmutableArray<float> values, (int First, int End) range)
    {
        if (values.Length < range.End || values.Length == 0)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteNumbers(name, values[range.First..range.End]);
        }
    }
}
