using System.Text.Encodings.Web;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Viewer.Episodes;
using Agentic.Viewer.Runs;

namespace Agentic.Viewer.Export;

/// <summary>
/// Episodes as JSON lines, one object each, in field names that other agent libraries read: <c>run_id, episode_id, task_id, group_id,
/// rollout_index, parent_id, status, stop_reason, reward, rewards, metrics, timing, errors, steps</c>. Pictures are named by their digest, never embedded.
/// </summary>
/// <remarks>
/// <c>status</c> is completed, failed, truncated or infra_failed: what broke is told apart from what was not solved, and has no reward.
/// <c>timing</c> is seconds; <c>advantage</c> and <c>train_logprobs</c> (of the trainer, before its first step) are there for what was learnt from.
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
    /// <param name="notes">Times, and what was learnt; null for none.</param>
    public static ExportSummary Write(Stream output, string run, IEnumerable<EpisodeRecord> episodes, IImageStore images, IImageStore? copies = null, EpisodeNotes? notes = null)
    {
        using var json = new Utf8JsonWriter(output, Options);
        var pictures = new Dictionary<ImageHandle, bool>();
        var count = 0;
        foreach (var episode in episodes)
        {
            WriteEpisode(json, run, episode, notes);
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

    private static void WriteEpisode(Utf8JsonWriter json, string run, EpisodeRecord episode, EpisodeNotes? notes)
    {
        using var timing = notes?.Timings.Open(episode.Index);
        using var learning = notes?.Learning.Open(episode.Index);
        var fault = (episode.End as EpisodeEnd.Faulted)?.Fault;
        json.WriteStartObject();
        json.WriteNumber("schema_version", SchemaVersion);
        json.WriteString("run_id", SoundText.Of(run));
        json.WriteNumber("episode_id", episode.Index);
        json.WriteString("task_id", SoundText.Of(episode.Task.Id));
        json.WriteNumber("group_id", episode.Group);
        json.WriteNumber("rollout_index", episode.Member);
        if (episode.Parent is { } parent)
        {
            json.WriteNumber("parent_id", parent.Episode);
            json.WriteNumber("parent_turns", parent.Turn);
        }

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
        WriteNotes(json, notes?.Timings.Find(episode.Index), notes?.Learning.Find(episode.Index));
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
        var turns = TurnView.Of(episode);
        var (seconds, learnt) = (timing is null ? [] : EpisodeTiming.Turns(timing.RootElement), learning is null ? null : new LearntTurns(learning.RootElement, turns));
        for (var turn = 0; turn < turns.Length; turn++)
        {
            JsonlStep.Write(json, episode, turns[turn], turn < seconds.Length ? seconds[turn] : null, learnt?.Advantages(turn) ?? [], learnt?.LogProbs(turn) ?? []);
            json.Flush();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Seconds of an episode or a step, by who had them.</summary>
    internal static void WriteTiming(Utf8JsonWriter json, double? total, (double Policy, double World, double Queue) seconds)
    {
        json.WriteStartObject("timing");
        if (total is { } all)
        {
            json.WritePropertyName("total");
            json.WriteNumberOrNull(all);
        }

        foreach (var (name, value) in new[] { ("model", seconds.Policy), ("env", seconds.World), ("queue", seconds.Queue) })
        {
            json.WritePropertyName(name);
            json.WriteNumberOrNull(value);
        }

        json.WriteEndObject();
    }

    private static void WriteNotes(Utf8JsonWriter json, EpisodeTiming? timing, EpisodeLearning? learning)
    {
        if (timing is { } spent)
        {
            WriteTiming(json, spent.Seconds, (spent.Policy, spent.World, spent.Queue));
        }

        if (learning is { } learnt)
        {
            json.WriteString("phase", learnt.Phase);
            json.WriteNumber("update", learnt.Update);
            json.WritePropertyName("advantage");
            json.WriteNumberOrNull(learnt.Advantage);
        }
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
