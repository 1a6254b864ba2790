using Agentic.Agents;

namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>Episodes that somebody made to break whoever looks at them.</summary>
internal static class SampleHostile
{
    public const int ScriptPosition = 0;
    public const int LongTextPosition = 1;
    public const int ManyTurnsPosition = 2;
    public const int MissingPicturePosition = 3;
    public const int DamagedPosition = 4;
    public const int ManyTurns = 50_000;
    public const int LongText = 10_000_000;

    public const string Script = "</script><script>window.broken=1</script><img src=x onerror=\"window.broken=2\"><svg onload=window.broken=3>\u202e";

    /// <summary>Writes the run; the last record is damaged afterwards.</summary>
    public static void Write(string folder, SampleWords words)
    {
        var episodes = new SampleEpisodes(words);
        using (var run = new SampleRun(folder, words))
        {
            var lost = new ImageHandle(ContentHash.Of([1, 2, 3]), 64, 48);
            SampleTurn script = new(Script, Script) { Words = Script, Feedback = Script, Guidance = Script };
            run.Add(episodes.Make(0, 0, 0, Task(Script, $$"""{"page":"{{"<img src=x onerror=window.broken=4>"}}","rows":["zz"]}"""), Script, new EpisodeEnd.Faulted(new Fault(Script, Script)), [script, script]));
            run.Add(episodes.Make(1, 1, 0, Task("maze", "{not json"), "", new EpisodeEnd.Terminated(false), [new(new string('A', LongText), "left")]));
            run.Add(episodes.Make(2, 2, 0, SampleMaze.Task(0), "", new EpisodeEnd.Truncated(TruncationReason.OutOfTurns),
                [.. Enumerable.Range(0, ManyTurns).Select(turn => new SampleTurn($"turn {turn}", "down") { State = (ulong)turn })]));
            run.Add(episodes.Make(3, 3, 0, SampleMaze.Task(0), "", new EpisodeEnd.Terminated(true), [new("left", "left") { Picture = lost }]));
            run.Add(episodes.Make(4, 4, 0, SampleMaze.Task(0), "", new EpisodeEnd.Terminated(true), [new("the last record", "left")]));
            run.Flush();
        }

        // One wrong byte in the last record.
        using var log = new FileStream(Path.Combine(folder, "episodes", "episodes-00000.log"), FileMode.Open, FileAccess.ReadWrite);
        log.Position = log.Length - 40;
        var value = log.ReadByte();
        log.Position--;
        log.WriteByte((byte)(value ^ 0xff));
    }

    private static TaskInstance Task(string world, string state) => new() { World = world, WorldVersion = 1, Seed = 1, State = state, Payload = "" };
}
