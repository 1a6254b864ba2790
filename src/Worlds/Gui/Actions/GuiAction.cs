using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Worlds.Gui.Actions;

/// <summary>What can be done in a graphical interface, whatever words a model has for it.</summary>
public enum GuiActionType
{
    /// <summary>One press of the left button.</summary>
    Click,

    /// <summary>Two presses in a row.</summary>
    DoubleClick,

    /// <summary>One press of the right button.</summary>
    RightClick,

    /// <summary>The left button held down for a second.</summary>
    LongPress,

    /// <summary>The pointer moved, no button.</summary>
    Hover,

    /// <summary>From one place to another with the left button down; a swipe is one.</summary>
    Drag,

    /// <summary>Text typed where the keyboard is, or after a click at a place.</summary>
    Type,

    /// <summary>A key, or several held together.</summary>
    Press,

    /// <summary>The wheel turned.</summary>
    Scroll,

    /// <summary>An entry of a list chosen by its words.</summary>
    Select,

    /// <summary>Nothing for a while.</summary>
    Wait,

    /// <summary>Back to the page before.</summary>
    GoBack,

    /// <summary>Forward again.</summary>
    GoForward,

    /// <summary>To the first screen.</summary>
    GoHome,

    /// <summary>An application or address opened by name.</summary>
    Open,

    /// <summary>An answer to the person who asked.</summary>
    Answer,

    /// <summary>The policy says that it is done, or that it cannot be done.</summary>
    Terminate,
}

/// <summary>One action in one form for all dialects: what the input driver takes, what is recorded.</summary>
/// <param name="Type">What is done.</param>
public sealed record GuiAction(GuiActionType Type) : TypedAction
{
    /// <summary>Longest text that is typed, chosen or answered, in UTF-16 units.</summary>
    public const int MaxText = 2000;

    /// <summary>Longest wait, in milliseconds of the page's time.</summary>
    public const int MaxWait = 60_000;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Where; null where the action has no place, or names an element.</summary>
    public GuiPlace? At { get; init; }

    /// <summary>Where a drag ends.</summary>
    public GuiPlace? To { get; init; }

    /// <summary>The element meant, by the identifier of the last observation; it goes before <see cref="At"/>.</summary>
    public string? Element { get; init; }

    /// <summary>The element at which a drag ends.</summary>
    public string? ToElement { get; init; }

    /// <summary>The words of type, select, open and answer.</summary>
    public string? Text { get; init; }

    /// <summary>The keys of a press, joined by +, in the names of the DOM: <c>Enter</c>, <c>Control+a</c>.</summary>
    public string? Keys { get; init; }

    /// <summary>How far the wheel turns, in CSS pixels; positive is right and down.</summary>
    public (double X, double Y) Wheel { get; init; }

    /// <summary>How long a wait is, in milliseconds of the page's time.</summary>
    public int Milliseconds { get; init; }

    /// <summary>Whether what stood in the field is replaced by the typed text.</summary>
    public bool IsReplacing { get; init; }

    /// <summary>For <see cref="GuiActionType.Terminate"/>: whether the policy thinks that it succeeded.</summary>
    public bool IsSuccess { get; init; }

    /// <summary>
    /// One JSON object with a fixed order of fields: the type; <c>at</c> and <c>to</c> in page pixels, <c>of</c> their range; <c>model</c> and <c>raw</c>
    /// the same points in the picture that the model saw and as it wrote them.
    /// </summary>
    public override string Canonical
    {
        get
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer, Plain))
            {
                json.WriteStartObject();
                json.WriteString("type", GuiActionNames.Of(Type));
                Write(json, "", At, Element);
                Write(json, "to_", To, ToElement);
                WriteText(json, "text", Text);
                WriteText(json, "keys", Keys);
                if (Type == GuiActionType.Scroll)
                {
                    WritePair(json, "wheel", Wheel.X, Wheel.Y);
                }

                if (Milliseconds > 0)
                {
                    json.WriteNumber("ms", Milliseconds);
                }

                if (IsReplacing)
                {
                    json.WriteBoolean("replace", true);
                }

                if (Type == GuiActionType.Terminate)
                {
                    json.WriteBoolean("success", IsSuccess);
                }

                json.WriteEndObject();
            }

            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
    }

    private static void Write(Utf8JsonWriter json, string prefix, GuiPlace? place, string? element)
    {
        WriteText(json, $"{prefix}element", element);
        if (place is not { } at)
        {
            return;
        }

        WritePair(json, $"{prefix}at", at.Page.X, at.Page.Y);
        WritePair(json, $"{prefix}of", at.PageWidth, at.PageHeight);
        WritePair(json, $"{prefix}model", at.Model.X, at.Model.Y);
        WritePair(json, $"{prefix}raw", at.Raw.X, at.Raw.Y);
    }

    private static void WritePair(Utf8JsonWriter json, string name, double x, double y)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(Math.Round(x, 3));
        json.WriteNumberValue(Math.Round(y, 3));
        json.WriteEndArray();
    }

    // A lone half of a surrogate pair has no UTF-8; it is written as the replacement character.
    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is not null)
        {
            json.WriteString(name, Encoding.UTF8.GetBytes(text));
        }
    }
}

/// <summary>A point in CSS pixels, picture pixels or a model's own unit.</summary>
/// <param name="X">To the right.</param>
/// <param name="Y">Downwards.</param>
public readonly record struct GuiPoint(double X, double Y);

/// <summary>A place in its three frames.</summary>
/// <param name="Raw">As the model wrote it.</param>
/// <param name="Model">In pixels of the picture that the model saw.</param>
/// <param name="Page">In CSS pixels of the page.</param>
/// <param name="PageWidth">Width of the page's viewport.</param>
/// <param name="PageHeight">Its height.</param>
public readonly record struct GuiPlace(GuiPoint Raw, GuiPoint Model, GuiPoint Page, int PageWidth, int PageHeight);
