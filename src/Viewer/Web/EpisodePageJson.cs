using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Viewer.Episodes;
using Agentic.Viewer.Export;
using Agentic.Viewer.Pictures;
using Agentic.Viewer.Runs;

namespace Agentic.Viewer.Web;

/// <summary>One episode as JSON: all but its turns, or some of its turns.</summary>
/// <param name="run">The run; borrowed.</param>
/// <param name="runId">How it is named outside.</param>
/// <param name="position">The episode.</param>
internal sealed class EpisodePageJson(RunSource run, string runId, int position)
{
    // A page of turns ends early, between two turns, when it has this many letters; whoever reads asks for the next from there.
    private const long MaxLetters = 4 << 20;
    private const int MaxSiblings = 256;
    private const int MaxChildren = 24;

    private readonly LongText _texts = new($"/api/runs/{runId}/episodes/{position}");

    /// <summary>A record that cannot be read, and why.</summary>
    public WebAnswer Damaged(TrajectoryException error) => WebAnswer.Json(json =>
    {
        json.WriteNumber("pos", position);
        json.WriteBoolean("damaged", true);
        json.WriteString("error", SoundText.Of(ViewerRoutes.Words(error)));
        WriteNeighbours(json);
    });

    /// <summary>The episode without its turns.</summary>
    public WebAnswer Head(EpisodeRecord record)
    {
        var (learning, timing) = (run.Learning.Find(record.Index), run.Timings.Find(record.Index));
        return WebAnswer.Json(json =>
        {
            json.WriteNumber("pos", position);
            json.WriteBoolean("damaged", false);
            json.WriteNumber("episode", record.Index);
            json.WriteNumber("group", record.Group);
            json.WriteNumber("member", record.Member);
            json.WriteString("world", SoundText.Of(record.Task.World));
            json.WriteString("task", SoundText.Of(record.Task.Id));
            json.WriteString("seed", record.Task.Seed.ToString());
            json.WriteString("split", record.Task.Split.ToString().ToLowerInvariant());
            _texts.Write(json, "state", record.Task.State, "part=state");
            _texts.Write(json, "instruction", record.Instruction, "part=instruction");
            WriteFeatures(json, record.Task.Features);
            json.WriteString("limits", EpisodeJson.Limits(record.Limits));
            json.WriteNumber("retries", record.Retries);
            json.WriteNumber("roles", record.FinalRewards.Length);
            json.WriteString("end", record.End.Name);
            json.WriteString("fault", record.End is EpisodeEnd.Faulted broken ? SoundText.Of($"{broken.Fault.Source}: {broken.Fault.Message}") : null);
            EpisodeJson.WriteReturns(json, record);
            json.WriteStartArray("final");
            foreach (var reward in record.FinalRewards)
            {
                EpisodeJson.WriteParts(json, reward, record.Weights);
            }

            json.WriteEndArray();
            json.WriteNumber("turns", record.Turns.Length);
            WriteLearning(json, learning);
            EpisodeRowJson.WriteParent(json, record.Parent, record.Parent is { } parent ? run.Log.PositionOf(parent.Episode) : null);
            WriteNumbers(json, "children", run.Facts.Children(record.Index, MaxChildren));
            json.WriteNumber("grown", run.Facts.CountChildren(record.Index));
            WriteNumbers(json, "siblings", EpisodeGroup.Positions(run, record.Group, learning?.Update, learning?.Phase).Take(MaxSiblings));
            WriteNeighbours(json);
            json.WritePropertyName("seconds");
            json.WriteNumberOrNull(timing?.Seconds ?? double.NaN);
            json.WriteNumber("guided", TurnView.Of(record).Count(turn => turn.Context.Any(segment => segment.Origin == SegmentOrigin.Guidance)));
            json.WriteNull("error");
        });
    }

    /// <summary>Some of its turns.</summary>
    /// <param name="record">The episode.</param>
    /// <param name="from">The first, from 0.</param>
    /// <param name="count">How many at most; fewer when they are long.</param>
    public WebAnswer Turns(EpisodeRecord record, int from, int count)
    {
        using var timing = run.Timings.Open(record.Index);
        var seconds = timing is null ? [] : EpisodeTiming.Turns(timing.RootElement);
        return WebAnswer.Json(json =>
        {
            json.WriteNumber("from", from);
            json.WriteNumber("total", record.Turns.Length);
            json.WriteStartArray("turns");
            var views = TurnView.Of(record);
            for (var turn = from; turn < Math.Min(views.Length, (long)from + count) && _texts.Written < MaxLetters; turn++)
            {
                json.WriteStartObject();
                WriteTurn(json, turn, views[turn], record.Weights, turn < seconds.Length ? seconds[turn] : null);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    // Counted here: what a record says of its own turns' numbers is somebody else's word.
    private void WriteTurn(Utf8JsonWriter json, int index, TurnView view, RewardWeights weights, (double Policy, double World, double Queue)? seconds)
    {
        var turn = view.Record;
        json.WriteNumber("index", index);
        json.WriteNumber("role", turn.Role);
        json.WriteString("state", turn.State.ToString());
        json.WriteStartArray("observation");
        for (var part = 0; part < turn.Observation.Parts.Length; part++)
        {
            json.WriteStartObject();
            WritePart(json, turn.Observation.Parts[part], $"turn={index}&part={part}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        _texts.Write(json, "text", turn.Text, $"turn={index}&part=text");
        _texts.Write(json, "action", turn.Action, $"turn={index}&part=action");
        _texts.Write(json, "feedback", turn.Feedback, $"turn={index}&part=feedback");
        json.WriteBoolean("legal", turn.Legal);
        json.WritePropertyName("parts");
        EpisodeJson.WriteParts(json, turn.Reward, weights);
        json.WritePropertyName("score");
        json.WriteNumberOrNull(turn.Score);
        json.WritePropertyName("running");
        json.WriteNumberOrNull(view.Running);
        WriteMark(json, ActionMark.Read(turn.Action));
        WriteSeconds(json, seconds);
        json.WriteStartArray("context");
        foreach (var segment in view.Context)
        {
            json.WriteStartObject();
            json.WriteString("origin", EpisodeJson.NameOf(segment.Origin));
            json.WriteNumber("count", segment.Ids.Length);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WritePart(Utf8JsonWriter json, ObservationPart part, string query)
    {
        switch (part)
        {
            case TextPart words:
                _texts.Write(json, "text", words.Text, query);
                break;
            case ImagePart picture:
                json.WriteStartObject("image");
                json.WriteString("id", picture.Image.Hash.ToString());
                json.WriteNumber("width", picture.Image.Width);
                json.WriteNumber("height", picture.Image.Height);
                json.WriteEndObject();
                break;
            case GuidancePart help:
                json.WriteBoolean("guidance", true);
                _texts.Write(json, "text", help.Text, query);
                break;
            case ToolResultPart tool:
                json.WriteString("tool", SoundText.Of(tool.Tool));
                _texts.Write(json, "text", tool.Text, query);
                break;
        }
    }

    private static void WriteMark(Utf8JsonWriter json, ActionMark? mark)
    {
        if (mark is null)
        {
            json.WriteNull("mark");
            return;
        }

        json.WriteStartObject("mark");
        json.WriteNumber("x", mark.X);
        json.WriteNumber("y", mark.Y);
        if (mark.To is var (x, y))
        {
            json.WriteStartArray("to");
            json.WriteNumberValue(x);
            json.WriteNumberValue(y);
            json.WriteEndArray();
        }
        else
        {
            json.WriteNull("to");
        }

        json.WriteEndObject();
    }

    private static void WriteSeconds(Utf8JsonWriter json, (double Policy, double World, double Queue)? seconds)
    {
        if (seconds is not var (policy, world, queue))
        {
            json.WriteNull("seconds");
            return;
        }

        json.WriteStartArray("seconds");
        json.WriteNumberOrNull(policy);
        json.WriteNumberOrNull(world);
        json.WriteNumberOrNull(queue);
        json.WriteEndArray();
    }

    private static void WriteFeatures(Utf8JsonWriter json, ImmutableSortedDictionary<string, double> features)
    {
        json.WriteStartObject("features");
        foreach (var (name, value) in features)
        {
            json.WritePropertyName(SoundText.Of(name)!);
            json.WriteNumberOrNull(value);
        }

        json.WriteEndObject();
    }

    private static void WriteLearning(Utf8JsonWriter json, EpisodeLearning? learning)
    {
        if (learning is { } known)
        {
            json.WriteNumber("update", known.Update);
        }
        else
        {
            json.WriteNull("update");
        }

        json.WriteString("phase", learning?.Phase);
        json.WritePropertyName("advantage");
        json.WriteNumberOrNull(learning?.Advantage ?? float.NaN);
    }

    private void WriteNeighbours(Utf8JsonWriter json)
    {
        foreach (var (name, beside) in new[] { ("previous", position - 1), ("next", position + 1) })
        {
            if (beside >= 0 && beside < run.Entries.Count)
            {
                json.WriteNumber(name, beside);
            }
            else
            {
                json.WriteNull(name);
            }
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, IEnumerable<int> numbers)
    {
        json.WriteStartArray(name);
        foreach (var number in numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
    }
}
