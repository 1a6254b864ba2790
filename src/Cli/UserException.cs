namespace Agentic.Cli;

/// <summary>Something that the person at the keyboard can put right: shown as one message, without a stack trace.</summary>
/// <param name="message">What was expected, what came, and the way out.</param>
/// <param name="exitCode">What the process returns.</param>
public sealed class UserException(string message, int exitCode = ExitCode.BadArguments) : Exception(message)
{
    /// <summary>What the process returns.</summary>
    public int ExitCode { get; } = exitCode;
}
