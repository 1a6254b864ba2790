namespace Agentic.VisionPolicy.Templates;

internal enum TokenKind
{
    Data,
    VariableOpen,
    VariableClose,
    TagOpen,
    TagClose,
    Name,
    String,
    Number,
    Operator,
    End,
}

/// <summary>One token of a template.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; the unescaped value of a string.</param>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Value">The value of a number.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Line, object? Value = null)
{
    public bool IsOperator(string text) => Kind == TokenKind.Operator && Text == text;

    public bool IsName(string text) => Kind == TokenKind.Name && Text == text;

    public string Describe() => Kind switch
    {
        TokenKind.End => "end of template",
        TokenKind.TagClose or TokenKind.VariableClose => "the end of the tag",
        _ => $"'{Text}'",
    };
}
