namespace Agentic.VisionPolicy.Templates;

/// <summary>What one rendering may use. A template is foreign code: it ends within these, or with a typed error.</summary>
/// <param name="Steps">Evaluated expressions, statements and visited elements.</param>
/// <param name="Characters">Characters and list elements made on the way, those thrown away included.</param>
/// <param name="Depth">Macros and recursive loops inside one another; also the nesting of a template's source.</param>
public sealed record TemplateLimits(long Steps = 5_000_000, long Characters = 128_000_000, int Depth = 100)
{
    /// <summary>Wide enough for conversations of ten million characters.</summary>
    public static TemplateLimits Default { get; } = new();
}
