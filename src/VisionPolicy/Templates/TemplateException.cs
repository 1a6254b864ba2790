namespace Agentic.VisionPolicy.Templates;

/// <summary>A chat template that cannot be read, or that failed while it was rendered.</summary>
public sealed class TemplateException : Exception
{
    private readonly string _reason;
    private string? _template;

    /// <param name="reason">What is wrong; for <c>raise_exception</c>, the template's own words.</param>
    /// <param name="line">Line of the template, from 1; 0 while it is unknown.</param>
    public TemplateException(string reason, int line = 0)
        : base(reason) => (_reason, Line) = (reason, line);

    /// <summary>Line of the template, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>What is wrong, without the place.</summary>
    public string Reason => _reason;

    /// <inheritdoc/>
    public override string Message => _template is null ? _reason : $"{_template}, line {Line}: {_reason}";

    /// <summary>Fills in the place where it is not known yet.</summary>
    internal TemplateException At(string template, int line)
    {
        _template ??= template;
        Line = Line == 0 ? line : Line;
        return this;
    }
}
