namespace Agentic.Worlds.Code.Sandbox;

/// <summary>What a sandboxed command may use. Every limit is the kernel's or the host's; none relies on the command's goodwill.</summary>
public sealed record SandboxLimits
{
    /// <summary>Real time from start to end.</summary>
    public TimeSpan WallClock { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Processor time of each process, in whole seconds.</summary>
    public int CpuSeconds { get; init; } = 20;

    /// <summary>Resident memory of all processes together; each alone may map twice as much.</summary>
    public long MemoryBytes { get; init; } = 512L << 20;

    /// <summary>Processes and threads at one moment.</summary>
    public int Processes { get; init; } = 64;

    /// <summary>Open files of each process.</summary>
    public int OpenFiles { get; init; } = 256;

    /// <summary>Size of the largest file that may be written.</summary>
    public long FileBytes { get; init; } = 16L << 20;

    /// <summary>Size of each temporary file system.</summary>
    public long ScratchBytes { get; init; } = 32L << 20;

    /// <summary>All files of the working tree together.</summary>
    public long TreeBytes { get; init; } = 64L << 20;

    /// <summary>Number of files and folders of the working tree.</summary>
    public int TreeEntries { get; init; } = 20_000;

    /// <summary>Standard output and standard error together.</summary>
    public int OutputBytes { get; init; } = 1 << 20;
}
