using System.Text.Json;
using Agentic.Agents;
using Agentic.Viewer.Export;

namespace Agentic.Viewer.Web;

/// <summary>
/// Texts of an episode on the wire: whole, up to a million letters. A longer one comes as an object of its beginning, its length, and the
/// address of the whole. Nothing is ever cut in silence.
/// </summary>
/// <param name="episode">Address of the episode, <c>/api/runs/0/episodes/12</c>.</param>
internal sealed class LongText(string episode)
{
    private const int MaxWhole = 1 << 20;
    private const int Beginning = 64 << 10;

    /// <summary>Letters written so far, by which a page of turns is bounded.</summary>
    public long Written { get; private set; }

    /// <summary>Writes a text as a property.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">The property.</param>
    /// <param name="text">The text; null is null.</param>
    /// <param name="query">Names the text for <see cref="Find"/>.</param>
    public void Write(Utf8JsonWriter json, string name, string? text, string query)
    {
        if (text is null || text.Length <= MaxWhole)
        {
            Written += text?.Length ?? 0;
            json.WriteString(name, SoundText.Of(text));
            return;
        }

        Written += Beginning;
        json.WriteStartObject(name);
        json.WriteString("text", SoundText.Of(text[..Beginning]));
        json.WriteNumber("length", text.Length);
        json.WriteString("more", $"{episode}/text?{query}");
        json.WriteEndObject();
    }

    /// <summary>A text by its name: <c>instruction</c> or <c>state</c> of the episode; <c>text</c>, <c>action</c>, <c>feedback</c>, or the number of a part of the observation, of a turn.</summary>
    /// <exception cref="RequestException">404: there is none.</exception>
    public static string Find(EpisodeRecord record, int? turn, string part) => (turn, part) switch
    {
        (null, "instruction") => record.Instruction,
        (null, "state") => record.Task.State,
        ({ } at, _) when at < record.Turns.Length => OfTurn(record.Turns[at], part),
        _ => null,
    } ?? throw new RequestException(404, $"This episode has no text '{RequestValues.Short(part)}'{(turn is null ? "" : $" at turn {turn}")}.");

    private static string? OfTurn(TurnRecord turn, string part) => part switch
    {
        "text" => turn.Text,
        "action" => turn.Action,
        "feedback" => turn.Feedback,
        _ when int.TryParse(part, System.Globalization.NumberStyles.None, null, out var at) && at < turn.Observation.Parts.Length => turn.Observation.Parts[at] switch
        {
            TextPart words => words.Text,
            GuidancePart help => help.Text,
            ToolResultPart tool => tool.Text,
            _ => null,
        },
        _ => null,
    };
}
