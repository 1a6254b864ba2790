namespace Agentic.Cli.Tests;

/// <summary>Standard output that presses Ctrl-C when a line is written.</summary>
/// <param name="start">How the line begins.</param>
/// <param name="stop">What is pressed.</param>
internal sealed class StopAtLine(string start, CancellationTokenSource stop) : StringWriter
{
    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        if (value?.StartsWith(start, StringComparison.Ordinal) is true)
        {
            stop.Cancel();
        }
    }
}
