using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Worlds.Code;

/// <summary>The choices of a software world.</summary>
/// <param name="HasShell">Whether a turn is a shell block and not a small tool's call.</param>
/// <param name="Instances">File of instances in SWE-bench's format; "" for generated projects.</param>
/// <param name="Repos">Folder of their checkouts; "" for generated projects.</param>
public sealed record CodeOptions(bool HasShell, string Instances, string Repos)
{
    private const string Shell = "bash";
    private static readonly WorldOption DialectOption = new("dialect", ["tools", Shell], "one call of a small tool a turn, or one shell block");
    private static readonly WorldOption InstancesOption = new("instances", [""], "tasks of your own in SWE-bench's format, with repos and dialect bash: JSON lines or a JSON array", IsFree: true);
    private static readonly WorldOption ReposOption = new("repos", [""], "folder of their checkouts, each named as its instance or its repository (owner__name)", IsFree: true);

    /// <summary>All of them, as the descriptor lists them.</summary>
    public static ImmutableArray<WorldOption> All { get; } = [DialectOption, InstancesOption, ReposOption];

    /// <summary>The options by name; those left out take their default. Names and closed values have been checked.</summary>
    /// <exception cref="WorldOptionException">They do not go together.</exception>
    public static CodeOptions From(IReadOnlyDictionary<string, string> options)
    {
        var read = new CodeOptions(Chosen(DialectOption) == Shell, Chosen(InstancesOption), Chosen(ReposOption));
        return read.Instances.Length > 0 != read.Repos.Length > 0
            ? throw WorldOptionException.Invalid(CodeKind.Name, ReposOption.Name, read.Repos.Length > 0 ? "left out, or given with instances" : "the folder of the instances' checkouts", $"'{read.Repos}'")
            : read is { HasShell: false, Instances.Length: > 0 }
                ? throw WorldOptionException.Invalid(CodeKind.Name, DialectOption.Name, $"{Shell} where instances are given", $"'{Chosen(DialectOption)}'")
                : read;

        string Chosen(WorldOption option) => options.GetValueOrDefault(option.Name, option.Values[0]);
    }
}
