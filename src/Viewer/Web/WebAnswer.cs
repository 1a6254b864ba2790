using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Agentic.Viewer.Web;

/// <summary>What is sent for a request.</summary>
/// <param name="ContentType">Its type.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Cache">Who may keep it.</param>
internal sealed record WebAnswer(string ContentType, ReadOnlyMemory<byte> Body, string Cache = WebAnswer.Never)
{
    /// <summary>Ask each time.</summary>
    public const string Never = "no-store";

    /// <summary>Named by its content: it never changes.</summary>
    public const string Forever = "private, max-age=31536000, immutable";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>HTTP status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>One JSON object.</summary>
    public static WebAnswer Json(Action<Utf8JsonWriter> properties)
    {
        var buffer = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            properties(json);
            json.WriteEndObject();
        }

        return new WebAnswer("application/json; charset=utf-8", buffer.WrittenMemory);
    }

    /// <summary>An error in words.</summary>
    public static WebAnswer Error(int status, string message) => Json(json => json.WriteString("error", Export.SoundText.Of(message))) with { Status = status };

    /// <summary>Plain text, which no browser takes for anything else.</summary>
    public static WebAnswer Text(string text) => new("text/plain; charset=utf-8", Encoding.UTF8.GetBytes(text));
}
