using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Viewer.Episodes;

namespace Agentic.Viewer.Export;

/// <summary>One turn as a step of <see cref="JsonlExport"/>.</summary>
internal static class JsonlStep
{
    private const string ThoughtStart = "<think>";
    private const string ThoughtEnd = "</think>";

    /// <summary>Writes it.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="episode">Its episode.</param>
    /// <param name="turn">The turn.</param>
    /// <param name="seconds">Where its time went; null when nobody measured.</param>
    /// <param name="advantages">Of each sampled token; empty when it was not learnt from.</param>
    /// <param name="trained">Log-probabilities that the trainer computed; empty for none.</param>
    public static void Write(
        Utf8JsonWriter json, EpisodeRecord episode, TurnView turn, (double Policy, double World, double Queue)? seconds,
        ImmutableArray<float> advantages, ImmutableArray<float> trained)
    {
        var (record, isLast) = (turn.Record, ReferenceEquals(turn.Record, episode.Turns[^1]));
        json.WriteStartObject();
        json.WriteNumber("index", record.Index);
        if (episode.FinalRewards.Length > 1)
        {
            json.WriteNumber("role", record.Role);
        }

        WriteObservation(json, turn);
        json.WriteString("thought", SoundText.Of(Thought(record.Text)));
        json.WriteStartObject("action");
        json.WriteString("raw", SoundText.Of(record.Text));
        json.WriteObjectOrText("parsed", record.Action);
        json.WriteBoolean("valid", record.Action is not null);
        json.WriteBoolean("legal", record.Legal);
        json.WriteEndObject();
        json.WriteString("feedback", SoundText.Of(record.Feedback));
        json.WritePropertyName("reward");
        json.WriteNumberOrNull(record.Score);
        json.WriteStartObject("rewards");
        foreach (var part in record.Reward.Parts.GroupBy(part => part.Name, StringComparer.Ordinal))
        {
            json.WritePropertyName(SoundText.Of(part.Key)!);
            json.WriteNumberOrNull(part.Sum(each => each.Value));
        }

        json.WriteEndObject();
        json.WriteBoolean("terminated", isLast && episode.End is EpisodeEnd.Terminated);
        json.WriteBoolean("truncated", isLast && episode.End is EpisodeEnd.Truncated);
        json.WriteString("state_key", record.State.ToString());
        if (seconds is { } spent)
        {
            JsonlExport.WriteTiming(json, null, spent);
        }

        WriteTokens(json, episode, turn, advantages, trained);
        json.WriteEndObject();
    }

    // What precedes the last closing tag, as parsers leave it out of the answer.
    private static string? Thought(string text)
    {
        var end = text.LastIndexOf(ThoughtEnd, StringComparison.OrdinalIgnoreCase);
        if (end < 0)
        {
            return null;
        }

        var thought = text[..end].Trim();
        return thought.StartsWith(ThoughtStart, StringComparison.OrdinalIgnoreCase) ? thought[ThoughtStart.Length..].Trim() : thought;
    }

    private static void WriteObservation(Utf8JsonWriter json, TurnView turn)
    {
        var grids = turn.Context.Select(segment => segment.Image).OfType<ImageSpan>().ToList();
        json.WriteStartObject("observation");
        json.WriteStartArray("parts");
        foreach (var part in turn.Record.Observation.Parts)
        {
            json.WriteStartObject();
            switch (part)
            {
                case TextPart words:
                    json.WriteString("type", "text");
                    json.WriteString("text", SoundText.Of(words.Text));
                    break;
                case ImagePart { Image: var image }:
                    json.WriteString("type", "image");
                    json.WriteString("sha256", image.Hash.ToString());
                    json.WriteNumber("w", image.Width);
                    json.WriteNumber("h", image.Height);
                    if (grids.Find(span => span.Handle == image) is { } seen)
                    {
                        WriteGrid(json, seen);
                    }

                    break;
                case GuidancePart help:
                    json.WriteString("type", "guidance");
                    json.WriteString("text", SoundText.Of(help.Text));
                    break;
                case ToolResultPart tool:
                    json.WriteString("type", "tool_result");
                    json.WriteString("tool", SoundText.Of(tool.Tool));
                    json.WriteString("text", SoundText.Of(tool.Text));
                    break;
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTokens(Utf8JsonWriter json, EpisodeRecord episode, TurnView turn, ImmutableArray<float> advantages, ImmutableArray<float> trained)
    {
        // A policy without tokens, or a turn at which the episode broke.
        if (turn.Answer is not { } answer)
        {
            json.WriteNull("tokens");
            return;
        }

        var prompt = episode.Transcripts[turn.Record.Role].Prompt(turn.Record.RoleTurn);
        json.WriteStartObject("tokens");
        WriteIds(json, "prompt_ids", prompt.SelectMany(segment => segment.Ids));
        WriteIds(json, "response_ids", answer.Ids);
        WriteIds(json, "response_mask", answer.Ids.Select(_ => answer.Origin == SegmentOrigin.Sampled ? 1 : 0));
        if (answer.Sampling is { } sampling)
        {
            json.WriteNumbers("logprobs", sampling.LogProbs);
            json.WriteNumbers("entropy", sampling.Entropies);
            json.WritePropertyName("temperature");
            json.WriteNumberOrNull(sampling.Temperature);
            json.WriteNumber("weight_version", sampling.WeightVersion);
        }

        foreach (var (name, values) in new[] { ("advantage", advantages), ("train_logprobs", trained) })
        {
            if (!values.IsEmpty && answer.Origin == SegmentOrigin.Sampled)
            {
                json.WriteNumbers(name, values);
            }
        }

        WriteSpans(json, "image_spans", prompt, SegmentOrigin.Image);
        WriteSpans(json, "guidance_spans", prompt, SegmentOrigin.Guidance);
        json.WriteEndObject();
    }

    // Where they stand in the prompt: first token, number of tokens.
    private static void WriteSpans(Utf8JsonWriter json, string name, IReadOnlyList<TokenSegment> prompt, SegmentOrigin origin)
    {
        json.WriteStartArray(name);
        var start = 0;
        foreach (var segment in prompt)
        {
            if (segment.Origin == origin)
            {
                json.WriteStartObject();
                json.WriteNumber("start", start);
                json.WriteNumber("count", segment.Ids.Length);
                if (segment.Image is { } image)
                {
                    json.WriteString("sha256", image.Handle.Hash.ToString());
                    WriteGrid(json, image);
                }

                json.WriteEndObject();
            }

            start += segment.Ids.Length;
        }

        json.WriteEndArray();
    }

    private static void WriteGrid(Utf8JsonWriter json, ImageSpan span)
    {
        json.WriteStartArray("grid_thw");
        json.WriteNumberValue(span.GridT);
        json.WriteNumberValue(span.GridH);
        json.WriteNumberValue(span.GridW);
        json.WriteEndArray();
    }

    private static void WriteIds(Utf8JsonWriter json, string name, IEnumerable<int> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids)
        {
            json.WriteNumberValue(id);
        }

        json.WriteEndArray();
    }
}
