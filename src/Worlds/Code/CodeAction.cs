using Agentic.Agents;

namespace Agentic.Worlds.Code;

/// <summary>A shell script, run in a fresh subshell.</summary>
/// <param name="Script">As it stood in its block.</param>
public sealed record ShellAction(string Script) : TypedAction
{
    /// <inheritdoc/>
    public override string Canonical => Script;
}

/// <summary>A call of one of the small tools.</summary>
/// <param name="Tool">view, find, edit, insert, delete, run or submit.</param>
/// <param name="Path">The file, where the tool takes one; else "".</param>
/// <param name="Line">The line, counted from 1; 0 where none is given.</param>
/// <param name="Text">The text that is looked for or written.</param>
public sealed record ToolAction(string Tool, string Path = "", int Line = 0, string Text = "") : TypedAction
{
    /// <inheritdoc/>
    public override string Canonical => Tool switch
    {
        "find" => $"find {Text}",
        "view" => Line > 0 ? $"view {Path} {Line}" : $"view {Path}",
        "edit" or "insert" => $"{Tool} {Path} {Line} {Text}",
        "delete" => $"delete {Path} {Line}",
        _ => Tool,
    };
}
