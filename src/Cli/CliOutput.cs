using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agentic.Cli;

/// <summary>
/// Where words go. Under <c>--json</c> the last line of standard output is one JSON object, and everything for people goes to
/// standard error.
/// </summary>
/// <param name="output">Standard output; borrowed.</param>
/// <param name="error">Standard error; borrowed.</param>
/// <param name="isJson">Whether a machine reads.</param>
public sealed class CliOutput(TextWriter output, TextWriter error, bool isJson)
{
    /// <summary>JSON of one line, numbers and letters as they are.</summary>
    public static JsonSerializerOptions Compact { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether a machine reads.</summary>
    public bool IsJson => isJson;

    /// <summary>Words for people.</summary>
    public TextWriter People => isJson ? error : output;

    /// <summary>Progress and mistakes.</summary>
    public TextWriter Error => error;

    /// <summary>A line for people.</summary>
    public void Line(string text = "") => People.WriteLine(text);

    /// <summary>A line of JSON that is asked for even without <c>--json</c>.</summary>
    public void JsonLine(JsonNode line) => output.WriteLine(line.ToJsonString(Compact));

    /// <summary>Hands everything on now, for whoever waits at the other end of a pipe.</summary>
    public void Flush()
    {
        output.Flush();
        error.Flush();
    }

    /// <summary>What it comes to, for machines; nothing without <c>--json</c>.</summary>
    public void Result(JsonObject result)
    {
        if (isJson)
        {
            JsonLine(result);
        }
    }
}
