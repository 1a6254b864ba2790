namespace Agentic.Training.Scenarios;

/// <summary>Where a value was said.</summary>
/// <param name="Source">A file's name, "command line" or "default".</param>
/// <param name="Line">Line from 1; 0 where there are no lines.</param>
/// <param name="Column">Column from 1; 0 where there are no lines.</param>
public sealed record ConfigOrigin(string Source, int Line = 0, int Column = 0)
{
    /// <summary>Nobody said it.</summary>
    public static ConfigOrigin Default { get; } = new("default");

    /// <summary>Said by <c>--set</c>.</summary>
    public static ConfigOrigin CommandLine { get; } = new("command line");

    /// <summary>"maze.yaml:3:5", or the source alone.</summary>
    public override string ToString() => Line == 0 ? Source : $"{Source}:{Line}:{Column}";
}
