using System.Collections.Immutable;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Agentic.Agents;
using Agentic.Viewer.Episodes;

namespace Agentic.Viewer.Export;

/// <summary>Writes episodes as the data island that the page's script reads. Pictures and token texts stand in it once each.</summary>
/// <remarks>
/// The encoder escapes &lt;, &gt;, &amp;, both quotes, U+2028 and U+2029, so that no recorded text can end the script element or the string.
/// </remarks>
internal sealed class EpisodeJson(IImageStore images, Func<int, string>? tokenText)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private readonly Dictionary<ImageHandle, int> _positions = [];
    private readonly SortedSet<int> _ids = [];

    /// <summary>Distinct pictures written.</summary>
    public int Images => _positions.Count;

    /// <summary>Distinct pictures that the store did not have; the page says so in their place.</summary>
    public int MissingImages { get; private set; }

    /// <summary>The island, as UTF-8.</summary>
    public void Write(Stream output, IEnumerable<EpisodeRecord> episodes)
    {
        using var json = new Utf8JsonWriter(output, Options);
        json.WriteStartObject();
        json.WriteStartArray("episodes");
        foreach (var episode in episodes)
        {
            WriteEpisode(json, episode);
            json.Flush();
        }

        json.WriteEndArray();
        WriteImages(json);
        json.WriteStartObject("pieces");
        foreach (var id in tokenText is null ? [] : _ids)
        {
            json.WriteString(id.ToString(), SoundText.Of(tokenText!(id)));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteEpisode(Utf8JsonWriter json, EpisodeRecord episode)
    {
        json.WriteStartObject();
        json.WriteNumber("index", episode.Index);
        json.WriteNumber("group", episode.Group);
        json.WriteNumber("member", episode.Member);
        json.WriteString("world", SoundText.Of(episode.Task.World));
        json.WriteString("task", SoundText.Of(episode.Task.Id));
        json.WriteString("seed", episode.Task.Seed.ToString());
        json.WriteString("split", episode.Task.Split.ToString().ToLowerInvariant());
        json.WriteString("state", SoundText.Of(episode.Task.State));
        json.WriteString("instruction", SoundText.Of(episode.Instruction));
        json.WriteString("limits", Limits(episode.Limits));
        json.WriteNumber("retries", episode.Retries);
        if (episode.Parent is { } parent)
        {
            json.WriteStartObject("parent");
            json.WriteNumber("episode", parent.Episode);
            json.WriteNumber("turn", parent.Turn);
            json.WriteEndObject();
        }

        json.WriteNumber("roles", episode.FinalRewards.Length);
        json.WriteString("end", episode.End.Name);
        json.WriteString("fault", episode.End is EpisodeEnd.Faulted broken ? SoundText.Of($"{broken.Fault.Source}: {broken.Fault.Message}") : null);
        WriteReturns(json, episode);
        json.WriteStartArray("final");
        foreach (var reward in episode.FinalRewards)
        {
            WriteParts(json, reward, episode.Weights);
        }

        json.WriteEndArray();
        json.WriteStartArray("turns");
        foreach (var turn in TurnView.Of(episode))
        {
            WriteTurn(json, turn, episode.Weights);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Returns by role; null for a faulted episode: it has none, and the page must not be able to show one.</summary>
    public static void WriteReturns(Utf8JsonWriter json, EpisodeRecord episode)
    {
        json.WritePropertyName("returns");
        if (episode.End is EpisodeEnd.Faulted)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartArray();
        for (var role = 0; role < episode.FinalRewards.Length; role++)
        {
            json.WriteNumberOrNull(episode.Return(role));
        }

        json.WriteEndArray();
    }

    private void WriteTurn(Utf8JsonWriter json, TurnView turn, RewardWeights weights)
    {
        json.WriteStartObject();
        json.WriteNumber("role", turn.Record.Role);
        json.WriteString("state", turn.Record.State.ToString());
        json.WriteStartArray("observation");
        foreach (var part in turn.Record.Observation.Parts)
        {
            WritePart(json, part);
        }

        json.WriteEndArray();
        json.WriteString("text", SoundText.Of(turn.Record.Text));
        json.WriteString("action", SoundText.Of(turn.Record.Action));
        json.WriteString("feedback", SoundText.Of(turn.Record.Feedback));
        json.WriteBoolean("legal", turn.Record.Legal);
        json.WritePropertyName("parts");
        WriteParts(json, turn.Record.Reward, weights);
        json.WritePropertyName("score");
        json.WriteNumberOrNull(turn.Record.Score);
        json.WritePropertyName("running");
        json.WriteNumberOrNull(turn.Running);
        json.WriteStartArray("context");
        foreach (var segment in turn.Context)
        {
            WriteSegment(json, segment);
        }

        json.WriteEndArray();
        if (turn.Answer is { } answer)
        {
            json.WritePropertyName("answer");
            WriteSegment(json, answer);
        }

        json.WriteEndObject();
    }

    private void WritePart(Utf8JsonWriter json, ObservationPart part)
    {
        json.WriteStartObject();
        switch (part)
        {
            case TextPart words:
                json.WriteString("text", SoundText.Of(words.Text));
                break;
            case ImagePart picture:
                json.WriteNumber("image", PositionOf(picture.Image));
                break;
            case GuidancePart help:
                json.WriteBoolean("guidance", true);
                json.WriteString("text", SoundText.Of(help.Text));
                break;
            case ToolResultPart tool:
                json.WriteString("tool", SoundText.Of(tool.Tool));
                json.WriteString("text", SoundText.Of(tool.Text));
                break;
        }

        json.WriteEndObject();
    }

    /// <summary>Parts of a reward: name, value, weight.</summary>
    public static void WriteParts(Utf8JsonWriter json, Reward reward, RewardWeights weights)
    {
        json.WriteStartArray();
        foreach (var part in reward.Parts)
        {
            json.WriteStartArray();
            json.WriteStringValue(SoundText.Of(part.Name));
            json.WriteNumberOrNull(part.Value);
            json.WriteNumberOrNull(weights.ByPart.GetValueOrDefault(part.Name));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private void WriteSegment(Utf8JsonWriter json, TokenSegment segment)
    {
        json.WriteStartObject();
        json.WriteString("origin", NameOf(segment.Origin));
        json.WriteNumber("count", segment.Ids.Length);

        // All placeholders of a picture are the same token: their number says everything.
        if (segment.Origin != SegmentOrigin.Image)
        {
            json.WriteStartArray("ids");
            foreach (var id in segment.Ids)
            {
                _ids.Add(id);
                json.WriteNumberValue(id);
            }

            json.WriteEndArray();
        }

        if (segment.Sampling is { } sampling)
        {
            json.WriteNumbers("logProbs", sampling.LogProbs);
            json.WriteNumbers("entropies", sampling.Entropies);
            json.WritePropertyName("temperature");
            json.WriteNumberOrNull(sampling.Temperature);
            json.WriteNumber("weightVersion", sampling.WeightVersion);
        }

        json.WriteEndObject();
    }

    private void WriteImages(Utf8JsonWriter json)
    {
        json.WriteStartArray("images");
        foreach (var (handle, _) in _positions.OrderBy(entry => entry.Value))
        {
            json.WriteStartObject();
            json.WriteNumber("width", handle.Width);
            json.WriteNumber("height", handle.Height);
            try
            {
                json.WriteString("src", "data:image/png;base64," + Convert.ToBase64String(PngCodec.Encode(images.Get(handle), CompressionLevel.Optimal)));
            }
            catch (Exception broken) when (broken is ImageMissingException or ImageDamagedException)
            {
                // The rest of the episode is still worth reading; the page shows what is missing, and the count is handed back.
                json.WriteString("hash", handle.Hash.ToString());
                MissingImages++;
            }

            json.WriteEndObject();
            json.Flush();
        }

        json.WriteEndArray();
    }

    private int PositionOf(ImageHandle handle)
    {
        _positions.TryAdd(handle, _positions.Count);
        return _positions[handle];
    }

    /// <summary>Limits in words.</summary>
    public static string Limits(EpisodeLimits limits) =>
        $"{limits.MaxTurns} turns, {limits.MaxTokensPerTurn} tokens a turn, {limits.MaxTokens} tokens in all"
        + (limits.MaxTime is { } time ? $", {time.TotalSeconds:0.###} s" : "");

    /// <summary>The word for an origin.</summary>
    public static string NameOf(SegmentOrigin origin) => origin switch
    {
        SegmentOrigin.System => "system",
        SegmentOrigin.Observation => "observation",
        SegmentOrigin.Image => "image",
        SegmentOrigin.Sampled => "sampled",
        SegmentOrigin.ToolResult => "tool",
        SegmentOrigin.Guidance => "guidance",
        _ => "forced",
    };
}
