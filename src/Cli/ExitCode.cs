namespace Agentic.Cli;

/// <summary>What the process says to whoever called it.</summary>
public static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>It ran, and something was wrong.</summary>
    public const int Failed = 1;

    /// <summary>The arguments, the scenario or the task cannot be used.</summary>
    public const int BadArguments = 2;

    /// <summary>Stopped by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
