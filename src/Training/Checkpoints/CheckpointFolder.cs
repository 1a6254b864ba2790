using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Agentic.VisionPolicy;

namespace Agentic.Training.Checkpoints;

/// <summary>One checkpoint of a run, <c>checkpoints/global_step_N</c>: whole, or not there under that name.</summary>
/// <param name="Location">Its folder.</param>
/// <param name="Step">The step after which it was written.</param>
public sealed record CheckpointFolder(string Location, long Step)
{
    private const string Prefix = "global_step_";
    private const string Unfinished = ".partial";
    private const string Replaced = ".replaced";

    /// <summary>The policy as a hub folder, complete: an adapter is merged in.</summary>
    public string Actor => Path.Combine(Location, SavedPolicy.ActorPath);

    /// <summary>The adapter alone, where the run trains one: what the run goes on from, together with its base.</summary>
    public string Adapter => Path.Combine(Location, SavedPolicy.AdapterPath);

    /// <summary>Path of a file that the checkpoint must hold, such as <c>optim/optimizer.safetensors</c>.</summary>
    /// <exception cref="CheckpointException">It is not there.</exception>
    public string Require(string relativePath)
    {
        var path = Path.Combine(Location, relativePath);
        return File.Exists(path) ? path : throw new CheckpointException(path, "a file of the checkpoint", "none", "Use another checkpoint of the run.");
    }

    /// <summary>Writes a checkpoint beside its place, flushes it to disk and renames it; then deletes the oldest beyond <paramref name="keep"/>.</summary>
    /// <param name="runFolder">The run's folder.</param>
    /// <param name="step">Steps done, 0 or more. A checkpoint of the same step is replaced.</param>
    /// <param name="writeActor">Writes the policy into the existing folder it gets.</param>
    /// <param name="optimizer">State of the optimizer.</param>
    /// <param name="cursor">Where the data stream stands.</param>
    /// <param name="keep">Checkpoints up to this step to keep, 1 or more.</param>
    /// <param name="random">State of the random streams; an empty object when they are derived from keys alone.</param>
    /// <param name="writeInflight">Writes the unfinished episodes into the existing folder it gets.</param>
    /// <param name="writeAdapter">Writes the adapter into the existing folder it gets; null where none is trained.</param>
    public static CheckpointFolder Write(string runFolder, long step, Action<string> writeActor, IEnumerable<TensorData> optimizer, JsonObject cursor,
        int keep = 2, JsonObject? random = null, Action<string>? writeInflight = null, Action<string>? writeAdapter = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(keep, 1);
        var root = Directory.CreateDirectory(RootOf(runFolder)).FullName;
        RemoveUnfinished(runFolder);
        var target = new CheckpointFolder(Path.Combine(root, $"{Prefix}{step}"), step);
        var draft = new CheckpointFolder(target.Location + Unfinished, step);
        writeActor(Directory.CreateDirectory(draft.Actor).FullName);
        writeAdapter?.Invoke(Directory.CreateDirectory(draft.Adapter).FullName);
        SafetensorsWriter.Write(Path.Combine(draft.Location, "optim", "optimizer.safetensors"), optimizer);
        WriteJson(draft, "rng.json", random ?? []);
        WriteJson(draft, "data_cursor.json", cursor);
        writeInflight?.Invoke(Directory.CreateDirectory(Path.Combine(draft.Location, "inflight")).FullName);
        CheckpointManifest.Write(draft.Location);
        DiskSync.Tree(draft.Location);
        if (Directory.Exists(target.Location))
        {
            Directory.Move(target.Location, target.Location + Replaced);
        }

        Directory.Move(draft.Location, target.Location);
        DiskSync.Folder(root);
        RemoveUnfinished(runFolder);
        foreach (var old in All(runFolder).Where(checkpoint => checkpoint.Step <= step).Skip(keep))
        {
            Remove(old);
        }

        return target;
    }

    /// <summary>The newest checkpoint whose files all match its manifest, or null. Changes nothing on disk.</summary>
    /// <param name="runFolder">The run's folder.</param>
    /// <param name="problems">What was wrong with the newer ones that were skipped.</param>
    public static CheckpointFolder? Latest(string runFolder, out ImmutableArray<string> problems)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        CheckpointFolder? latest = null;
        foreach (var checkpoint in All(runFolder))
        {
            var count = found.Count;
            try
            {
                found.AddRange(Verify(checkpoint.Location));
            }
            catch (CheckpointException fault)
            {
                found.Add(fault.Message);
            }

            if (found.Count == count)
            {
                latest = checkpoint;
                break;
            }
        }

        problems = found.ToImmutable();
        return latest;
    }

    /// <summary>Compares a checkpoint's files with its manifest: one sentence per wrong, missing or unknown file; none when it is sound.</summary>
    /// <exception cref="CheckpointException">There is no folder, or no readable manifest.</exception>
    public static ImmutableArray<string> Verify(string folder) => Directory.Exists(folder)
        ? CheckpointManifest.Verify(folder)
        : throw new CheckpointException(folder, "a checkpoint folder", "none", "Check the path, or start the run without resuming.");

    /// <summary>Whether the run holds a checkpoint, sound or not.</summary>
    public static bool Exists(string runFolder) => !All(runFolder).IsEmpty;

    /// <summary>Removes what a killed writer left, and puts back a checkpoint that it was about to replace. Call it at the start of a run that writes, never while another one does.</summary>
    public static void RemoveUnfinished(string runFolder)
    {
        if (!Directory.Exists(RootOf(runFolder)))
        {
            return;
        }

        foreach (var folder in Directory.GetDirectories(RootOf(runFolder), $"{Prefix}*{Replaced}"))
        {
            // Without its successor in place the replaced one is still the newest whole state that there is.
            var place = folder[..^Replaced.Length];
            Directory.Move(folder, Directory.Exists(place) ? $"{place}.removed{Unfinished}" : place);
        }

        foreach (var folder in Directory.GetDirectories(RootOf(runFolder), $"{Prefix}*{Unfinished}"))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string RootOf(string runFolder) => Path.Combine(runFolder, "checkpoints");

    // Newest first.
    private static ImmutableArray<CheckpointFolder> All(string runFolder)
    {
        var root = RootOf(runFolder);
        var found = new List<CheckpointFolder>();
        foreach (var folder in Directory.Exists(root) ? Directory.GetDirectories(root, Prefix + "*") : [])
        {
            if (long.TryParse(Path.GetFileName(folder).AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var step))
            {
                found.Add(new CheckpointFolder(folder, step));
            }
        }

        return [.. found.OrderByDescending(checkpoint => checkpoint.Step)];
    }

    // Renamed first: a kill halfway leaves something unfinished, not a damaged checkpoint.
    private static void Remove(CheckpointFolder checkpoint)
    {
        var doomed = $"{checkpoint.Location}.removed{Unfinished}";
        Directory.Move(checkpoint.Location, doomed);
        Directory.Delete(doomed, recursive: true);
    }

    private static void WriteJson(CheckpointFolder draft, string name, JsonObject value) =>
        AtomicFile.Write(Path.Combine(draft.Location, name), stream => stream.Write(Encoding.UTF8.GetBytes(value.ToJsonString())));
}
