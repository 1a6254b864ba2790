using System.Text.Encodings.Web;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Viewer.Episodes;

namespace Agentic.Viewer.Export;

/// <summary>
/// Episodes as JSON lines, one object each, in field names that other agent libraries read: <c>run_id, episode_id, task_id, group_id,
/// rollout_index, status, stop_reason, reward, rewards, metrics, errors, steps</c>. Pictures are named by their digest, never embedded.
/// </summary>
/// <remarks>
/// <c>status</c> is completed, failed, truncated or infra_failed: what broke is told apart from what was not solved, and has no reward.
/// <c>prompt_ids</c> is all that the policy read at that step; <c>sha256</c> is the digest of a picture's RGB bytes. A field that a record
/// cannot fill is missing or null.
/// </remarks>
public static class JsonlExport
{
    /// <summary>Raised when the meaning of a field changes.</summary>
    public const int SchemaVersion = 1;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the lines as UTF-8.</summary>
    /// <param name="output">Where they go; stays open.</param>
    /// <param name="run">The run's name.</param>
    /// <param name="episodes">The episodes, enumerated once.</param>
    /// <param name="images">Their pictures; borrowed.</param>
    /// <param name="copies">Where each distinct picture is copied; null for nowhere.</param>
    public static ExportSummary Write(Stream output, string run, IEnumerable<EpisodeRecord> episodes, IImageStore images, IImageStore? copies = null)
    {
        using var json = new Utf8JsonWriter(output, Options);
        var pictures = new Dictionary<ImageHandle, bool>();
        var count = 0;
        foreach (var episode in episodes)
        {
            WriteEpisode(json, run, episode);
            json.Flush();
            json.Reset();
            output.WriteByte((byte)'\n');
            count++;
            foreach (var handle in episode.Turns.SelectMany(turn => turn.Observation.Parts.OfType<ImagePart>()).Select(part => part.Image))
            {
                if (!pictures.ContainsKey(handle))
                {
                    pictures[handle] = copies is null || Copy(handle, images, copies);
                }
            }
        }

        return new ExportSummary(count, pictures.Count, pictures.Values.Count(isThere => !isThere));
    }

    private static bool Copy(ImageHandle handle, IImageStore images, IImageStore copies)
    {
        try
        {
            var frame = images.Get(handle);
            copies.Add(frame.Rgb, frame.Width, frame.Height);
            return true;
        }
        catch (Exception broken) when (broken is ImageMissingException or ImageDamagedException)
        {
            return false;
        }
    }

    private static void WriteEpisode(Utf8JsonWriter json, string run, EpisodeRecord episode)
    {
        var fault = (episode.End as EpisodeEnd.Faulted)?.Fault;
        json.WriteStartObject();
        json.WriteNumber("schema_version", SchemaVersion);
        json.WriteString("run_id", SoundText.Of(run));
        json.WriteNumber("episode_id", episode.Index);
        json.WriteString("task_id", SoundText.Of(episode.Task.Id));
        json.WriteNumber("group_id", episode.Group);
        json.WriteNumber("rollout_index", episode.Member);
        json.WriteString("world", SoundText.Of(episode.Task.World));
        json.WriteNumber("world_version", episode.Task.WorldVersion);

        // As text: a reader that has doubles only would round it.
        json.WriteString("seed", episode.Task.Seed.ToString());
        json.WriteString("split", episode.Task.Split.ToString().ToLowerInvariant());
        json.WriteObjectOrText("task", episode.Task.State);
        json.WriteString("instruction", SoundText.Of(episode.Instruction));
        json.WriteStartArray("weight_versions");
        foreach (var version in episode.Transcripts.SelectMany(role => role.Segments).Select(segment => segment.Sampling?.WeightVersion).OfType<int>().Distinct().Order())
        {
            json.WriteNumberValue(version);
        }

        json.WriteEndArray();
        json.WriteString("status", Status(episode.End));
        json.WriteString("stop_reason", episode.End.Name);
        WriteRewards(json, episode);
        json.WriteStartArray("errors");
        if (fault is not null)
        {
            json.WriteStartObject();
            json.WriteString("source", SoundText.Of(fault.Source));
            json.WriteString("message", SoundText.Of(fault.Message));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("steps");
        foreach (var turn in TurnView.Of(episode))
        {
            JsonlStep.Write(json, episode, turn);
            json.Flush();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Status(EpisodeEnd end) => end switch
    {
        EpisodeEnd.Terminated { Solved: true } => "completed",
        EpisodeEnd.Terminated => "failed",
        EpisodeEnd.Truncated => "truncated",
        _ => "infra_failed",
    };

    // Role by role where there are several; the scalar and the parts at the top are the first role's.
    private static void WriteRewards(Utf8JsonWriter json, EpisodeRecord episode)
    {
        var hasReturn = episode.End is not EpisodeEnd.Faulted && episode.FinalRewards.Length > 0;
        json.WritePropertyName("reward");
        json.WriteNumberOrNull(hasReturn ? episode.Return() : double.NaN);
        if (episode.FinalRewards.Length > 1)
        {
            json.WriteStartArray("rewards_by_role");
            for (var role = 0; role < episode.FinalRewards.Length; role++)
            {
                json.WriteNumberOrNull(hasReturn ? episode.Return(role) : double.NaN);
            }

            json.WriteEndArray();
        }

        var final = episode.FinalRewards.Length > 0 ? episode.FinalRewards[0].Parts : [];
        var parts = episode.Turns.Where(turn => turn.Role == 0).SelectMany(turn => turn.Reward.Parts).Concat(final)
            .GroupBy(part => part.Name, StringComparer.Ordinal).Select(group => (Name: group.Key, Value: group.Sum(part => part.Value)))
            .ToLookup(part => episode.Weights.ByPart.GetValueOrDefault(part.Name) != 0);
        json.WriteStartObject("rewards");
        foreach (var (name, value) in parts[true])
        {
            json.WriteStartObject(SoundText.Of(name)!);
            json.WritePropertyName("score");
            json.WriteNumberOrNull(value);
            json.WritePropertyName("weight");
            json.WriteNumberOrNull(episode.Weights.ByPart[name]);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("metrics");
        foreach (var (name, value) in parts[false])
        {
            json.WritePropertyName(SoundText.Of(name)!);
            json.WriteNumberOrNull(value);
        }

        json.WriteNumber("retries", episode.Retries);
        json.WriteEndObject();
    }
}
