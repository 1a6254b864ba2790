using System.Text.Json;
using Agentic.Agents;
using Agentic.Viewer.Export;
using Agentic.Viewer.Runs;

namespace Agentic.Viewer.Web;

/// <summary>Rows of episodes as JSON: a page of them, a group, a tree, a comparison.</summary>
internal static class EpisodeRowJson
{
    /// <summary>A page of a run's episodes.</summary>
    public static WebAnswer Page(EpisodePage page, IReadOnlyList<EpisodeRow> rows) => WebAnswer.Json(json =>
    {
        json.WriteNumber("total", page.Total);
        json.WriteNumber("offset", page.Offset);
        json.WriteNumber("scanned", page.Scanned);
        json.WriteBoolean("complete", page.IsComplete);
        json.WriteStartArray("episodes");
        foreach (var row in rows)
        {
            json.WriteStartObject();
            Write(json, row);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Siblings side by side.</summary>
    public static WebAnswer Group(EpisodeGroup group) => WebAnswer.Json(json =>
    {
        json.WriteNumber("group", group.Group);
        json.WriteStartArray("members");
        foreach (var member in group.Members)
        {
            json.WriteStartObject();
            Write(json, member.Row);
            json.WriteStartArray("actions");
            foreach (var action in member.Actions)
            {
                json.WriteStringValue(SoundText.Of(action));
            }

            json.WriteEndArray();
            json.WriteStartArray("images");
            foreach (var image in member.Images)
            {
                json.WriteStringValue(image?.Hash.ToString());
            }

            json.WriteEndArray();
            WriteOptional(json, "diverges_at", member.DivergesAt);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Siblings as a tree.</summary>
    public static WebAnswer Tree(EpisodeTree tree) => WebAnswer.Json(json =>
    {
        json.WriteStartArray("nodes");
        foreach (var node in tree.Nodes)
        {
            json.WriteStartObject();
            json.WriteNumber("id", node.Id);
            json.WriteNumber("parent", node.Parent);
            json.WriteNumber("turn", node.Turn);
            json.WriteString("state", node.State);
            json.WriteString("action", SoundText.Of(node.Action));
            json.WriteString("end", node.End);
            json.WriteStartArray("episodes");
            foreach (var position in node.Episodes)
            {
                json.WriteNumberValue(position);
            }

            json.WriteEndArray();
            json.WriteStartArray("begun");
            foreach (var position in node.Begun)
            {
                json.WriteNumberValue(position);
            }

            json.WriteEndArray();
            json.WriteNumber("solved", node.Solved);
            json.WritePropertyName("mean_return");
            json.WriteNumberOrNull(node.MeanReturn);
            json.WriteString("image", node.Image?.Hash.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });

    /// <summary>Pairs of two runs or steps.</summary>
    public static WebAnswer Comparison(RunComparison comparison) => WebAnswer.Json(json =>
    {
        json.WriteStartArray("pairs");
        foreach (var (task, a, b) in comparison.Pairs)
        {
            json.WriteStartObject();
            json.WriteString("task", SoundText.Of(task));
            json.WriteStartObject("a");
            Write(json, a);
            json.WriteEndObject();
            json.WriteStartObject("b");
            Write(json, b);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("only_a", comparison.OnlyA);
        json.WriteNumber("only_b", comparison.OnlyB);
        json.WriteNumber("won", comparison.Won);
        json.WriteNumber("lost", comparison.Lost);
        json.WriteNumber("both", comparison.Both);
        json.WriteNumber("neither", comparison.Neither);
        json.WriteBoolean("complete", comparison.IsComplete);
    });

    private static void Write(Utf8JsonWriter json, EpisodeRow row)
    {
        json.WriteNumber("pos", row.Position);
        json.WriteNumber("episode", row.Entry.Episode);
        json.WriteNumber("group", row.Entry.Group);
        json.WriteNumber("member", row.Entry.Member);
        json.WriteString("world", SoundText.Of(row.Entry.World));
        json.WriteString("task", SoundText.Of(row.Fact?.Task));
        json.WriteString("end", row.Entry.EndName);
        json.WritePropertyName("return");
        json.WriteNumberOrNull(row.Entry.Return);
        json.WriteNumber("turns", row.Entry.Turns);
        WriteOptional(json, "tokens", row.Fact?.Tokens);
        WriteOptional(json, "images", row.Fact?.Images);
        WriteOptional(json, "step", row.Learning?.Update);
        json.WriteString("phase", row.Learning?.Phase);
        json.WritePropertyName("advantage");
        json.WriteNumberOrNull(row.Learning?.Advantage ?? float.NaN);
        WriteOptional(json, "retries", row.Fact?.Retries);
        WriteParent(json, row.Fact?.Parent);
        json.WriteBoolean("damaged", row.Entry.IsDamaged);
    }

    /// <summary>The episode that another one claims to have grown from, and how many of its turns; null for none.</summary>
    public static void WriteParent(Utf8JsonWriter json, EpisodeParent? parent, int? position = null)
    {
        if (parent is not { } claim)
        {
            json.WriteNull("parent");
            return;
        }

        json.WriteStartObject("parent");
        json.WriteNumber("episode", claim.Episode);
        json.WriteNumber("turn", claim.Turn);
        if (position is { } at)
        {
            json.WriteNumber("pos", at);
        }

        json.WriteEndObject();
    }

    private static void WriteOptional(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
