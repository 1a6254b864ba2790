using System.Collections.Immutable;

namespace Agentic.Worlds.Code.Sandbox;

/// <summary>What to run, and what it sees besides the system's programs.</summary>
public sealed record SandboxCommand
{
    /// <summary>Where the working tree is seen, always the same, so that no path of the host shows.</summary>
    public const string WorkFolder = "/repo";

    /// <summary>Program and arguments; no shell in between.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>Folder of the host that is seen, writable, at <see cref="WorkFolder"/>; null for an empty one that is forgotten.</summary>
    public string? Tree { get; init; }

    /// <summary>What is given to standard input, after which it is closed.</summary>
    public byte[] Input { get; init; } = [];

    /// <summary>What it may use.</summary>
    public SandboxLimits Limits { get; init; } = new();

    /// <summary>The whole environment: nothing of the host's is seen, and programs that heed it build and hash the same at any time.</summary>
    public static ImmutableArray<(string Name, string Value)> Environment { get; } =
    [
        ("PATH", "/usr/local/bin:/usr/bin:/bin"), ("HOME", "/tmp"), ("USER", "agent"), ("TERM", "dumb"), ("LANG", "C.UTF-8"), ("LC_ALL", "C.UTF-8"),
        ("TZ", "UTC"), ("PYTHONHASHSEED", "0"), ("PYTHONDONTWRITEBYTECODE", "1"), ("PYTHONNOUSERSITE", "1"),
        ("SOURCE_DATE_EPOCH", "1704067200"),
    ];
}
