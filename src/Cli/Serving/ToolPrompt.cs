using System.Text;
using System.Text.Json;

namespace Agentic.Cli.Serving;

/// <summary>Tells a model which tools there are, in the tags that Qwen models were taught.</summary>
internal static class ToolPrompt
{
    /// <summary>The standing instructions with the tools behind them.</summary>
    /// <param name="instruction">The caller's own.</param>
    /// <param name="tools">The request's tools, or null.</param>
    /// <param name="choice">The request's tool_choice, or null.</param>
    /// <exception cref="ApiException">A tool is not a function with a name, or the choice cannot be enforced.</exception>
    public static string Of(string instruction, JsonElement? tools, JsonElement? choice)
    {
        if (choice is { } asked && (asked.ValueKind != JsonValueKind.String || asked.GetString() is not ("auto" or "none")))
        {
            throw ApiFields.Wrong("tool_choice", "\"auto\" or \"none\": a call cannot be enforced", asked);
        }

        if (!AreOffered(tools, choice))
        {
            return instruction;
        }

        var text = new StringBuilder(instruction).Append(instruction.Length > 0 ? "\n\n" : "");
        text.Append("# Tools\n\nThese functions can be called, one JSON schema a line:\n<tools>");
        var index = 0;
        foreach (var tool in tools!.Value.EnumerateArray())
        {
            var isFunction = tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("function")
                && tool.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object
                && function.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String;
            text.Append('\n').Append(isFunction ? JsonSerializer.Serialize(tool, CliOutput.Compact) : throw ApiFields.Wrong($"tools[{index}]", "a tool of type function with a name", tool));
            index++;
        }

        return text.Append("\n</tools>\n\nTo call one, write its name and arguments as a JSON object in these tags:\n<tool_call>\n{\"name\": NAME, \"arguments\": ARGUMENTS}\n</tool_call>").ToString();
    }

    /// <summary>Whether the model is told of tools, so that its answer may call them.</summary>
    public static bool AreOffered(JsonElement? tools, JsonElement? choice) =>
        tools is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() > 0 && !(choice is { ValueKind: JsonValueKind.String } word && word.ValueEquals("none"));
}
