using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>An observation as the messages of a conversation.</summary>
/// <param name="hasToolRole">Whether results of tools are messages of their own; otherwise they are tagged text of the user's message.</param>
/// <param name="mark">Applied to all text of others.</param>
internal sealed class TurnMessages(bool hasToolRole, Func<string, string> mark)
{
    private readonly List<IReadOnlyDictionary<string, object?>> _messages = [];
    private readonly List<object> _parts = [];
    private string? _text;

    /// <summary>The messages; an empty observation is one empty message.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, object?>> Of(Observation observation)
    {
        foreach (var part in observation.Parts)
        {
            switch (part)
            {
                case TextPart said:
                    Say(mark(said.Text));
                    break;
                case ToolResultPart result when hasToolRole:
                    EndMessage();
                    _messages.Add(TurnTemplate.Message("tool", mark(result.Text)));
                    break;
                case ToolResultPart result:
                    Say($"<tool_response>\n{mark(result.Text)}\n</tool_response>");
                    break;
                case GuidancePart help:
                    Say(mark(help.Text));
                    break;
                case ImagePart:
                    EndText();
                    _parts.Add(new Dictionary<string, object?> { ["type"] = "image" });
                    break;
                default:
                    throw new NotSupportedException($"An observation part of type {part.GetType().Name} cannot be rendered; expected text, a picture, a tool result or help.");
            }
        }

        EndMessage();
        if (_messages.Count == 0)
        {
            _messages.Add(TurnTemplate.Message("user", ""));
        }

        return _messages;
    }

    private void Say(string text) => _text = _text is null ? text : $"{_text}\n{text}";

    private void EndText()
    {
        if (_text is not null)
        {
            _parts.Add(new Dictionary<string, object?> { ["type"] = "text", ["text"] = _text });
            _text = null;
        }
    }

    private void EndMessage()
    {
        if (_parts.Count == 0)
        {
            if (_text is not null)
            {
                _messages.Add(TurnTemplate.Message("user", _text));
                _text = null;
            }

            return;
        }

        EndText();
        _messages.Add(TurnTemplate.Message("user", _parts.ToArray()));
        _parts.Clear();
    }
}
