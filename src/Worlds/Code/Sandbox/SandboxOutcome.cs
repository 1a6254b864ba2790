namespace Agentic.Worlds.Code.Sandbox;

/// <summary>How a sandboxed command ended. A sandbox that could not start is none of these: it is a <see cref="SandboxFaultException"/>.</summary>
public abstract record SandboxOutcome
{
    private const int SignalBase = 128;
    private const int LastSignal = 64;
    private const int CpuTimeSignal = 24;
    private const int FileSizeSignal = 25;

    private SandboxOutcome()
    {
    }

    /// <summary>It ended by itself.</summary>
    /// <param name="Code">0 to 255.</param>
    public sealed record Exited(int Code) : SandboxOutcome;

    /// <summary>A signal ended it. Shells and sandboxes say this by an exit code of 128 + signal; a program that exits so reads the same.</summary>
    /// <param name="Number">1 to 64.</param>
    public sealed record Signalled(int Number) : SandboxOutcome;

    /// <summary>It ran past its real or its processor time.</summary>
    public sealed record TimedOut : SandboxOutcome;

    /// <summary>Its processes together used more memory than they may.</summary>
    public sealed record OutOfMemory : SandboxOutcome;

    /// <summary>It printed or wrote more than it may.</summary>
    public sealed record OutputLimit : SandboxOutcome;

    /// <summary>The code as a shell would say it: 124 for a timeout, 137 for memory, 153 for output.</summary>
    public int ShellCode => this switch
    {
        Exited exit => exit.Code,
        Signalled signal => SignalBase + signal.Number,
        TimedOut => 124,
        OutOfMemory => SignalBase + 9,
        _ => SignalBase + FileSizeSignal,
    };

    /// <summary>In a word or two.</summary>
    public string Name => this switch
    {
        Exited => "exit",
        Signalled => "signal",
        TimedOut => "timeout",
        OutOfMemory => "out of memory",
        _ => "output limit",
    };

    /// <summary>What an exit code stands for.</summary>
    public static SandboxOutcome OfCode(int code) => (code - SignalBase) switch
    {
        CpuTimeSignal => new TimedOut(),
        FileSizeSignal => new OutputLimit(),
        > 0 and <= LastSignal and var signal => new Signalled(signal),
        _ => new Exited(code),
    };
}

/// <summary>A finished command.</summary>
/// <param name="Outcome">How it ended.</param>
/// <param name="Output">Standard output, as far as it may be long.</param>
/// <param name="Errors">Standard error, likewise.</param>
/// <param name="Elapsed">Real time; a clock value, so it is no part of any record.</param>
public sealed record SandboxResult(SandboxOutcome Outcome, byte[] Output, byte[] Errors, TimeSpan Elapsed)
{
    /// <summary>Whether it ended by itself with code 0.</summary>
    public bool IsClean => Outcome is SandboxOutcome.Exited { Code: 0 };
}

/// <summary>The sandbox itself broke, or there is none: never the command's doing.</summary>
public sealed class SandboxFaultException(string message, bool isRetryable = true) : Exception(message)
{
    /// <summary>Whether another attempt may succeed.</summary>
    public bool IsRetryable { get; } = isRetryable;
}
