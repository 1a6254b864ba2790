using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Worlds.Code;

/// <summary>The choices of a software world.</summary>
/// <param name="HasShell">Whether a turn is a shell block and not a small tool's call.</param>
/// <param name="Instances">File of instances in SWE-bench's format; "" for generated projects.</param>
/// <param name="Repos">Folder of their checkouts; "" for generated projects.</param>
/// <param name="IsBrief">Whether tasks are single short modules in a closed language.</param>
/// <param name="IsInterpreted">Whether the interpreter of our own grades where it is sure, and the sandbox only where it is not.</param>
public sealed record CodeOptions(bool HasShell, string Instances, string Repos, bool IsBrief = false, bool IsInterpreted = false)
{
    private const string Shell = "bash";
    private const string Brief = "brief";
    private const string Interpreter = "interpreter";
    private static readonly WorldOption DialectOption = new("dialect", ["tools", Shell, Brief], "one call of a small tool a turn, or one shell block; brief: the small tools over one short module, all of it in few words");
    private static readonly WorldOption GradingOption = new("grading", ["sandbox", Interpreter], "who says which tests pass; with dialect brief an interpreter of our own may, where it is sure to say what the sandbox would");
    private static readonly WorldOption InstancesOption = new("instances", [""], "tasks of your own in SWE-bench's format, with repos and dialect bash: JSON lines or a JSON array", IsFree: true);
    private static readonly WorldOption ReposOption = new("repos", [""], "folder of their checkouts, each named as its instance or its repository (owner__name)", IsFree: true);

    /// <summary>All of them, as the descriptor lists them.</summary>
    public static ImmutableArray<WorldOption> All { get; } = [DialectOption, InstancesOption, ReposOption, GradingOption];

    /// <summary>The options by name; those left out take their default. Names and closed values have been checked.</summary>
    /// <exception cref="WorldOptionException">They do not go together.</exception>
    public static CodeOptions From(IReadOnlyDictionary<string, string> options)
    {
        var read = new CodeOptions(Chosen(DialectOption) == Shell, Chosen(InstancesOption), Chosen(ReposOption), Chosen(DialectOption) == Brief, Chosen(GradingOption) == Interpreter);
        return read.Instances.Length > 0 != read.Repos.Length > 0
            ? throw WorldOptionException.Invalid(CodeKind.Name, ReposOption.Name, read.Repos.Length > 0 ? "left out, or given with instances" : "the folder of the instances' checkouts", $"'{read.Repos}'")
            : read is { HasShell: false, Instances.Length: > 0 }
                ? throw WorldOptionException.Invalid(CodeKind.Name, DialectOption.Name, $"{Shell} where instances are given", $"'{Chosen(DialectOption)}'")
                : read is { IsBrief: false, IsInterpreted: true }
                    ? throw WorldOptionException.Invalid(CodeKind.Name, GradingOption.Name, $"sandbox, or dialect {Brief} beside it", $"'{Interpreter}'")
                    : read;

        string Chosen(WorldOption option) => options.GetValueOrDefault(option.Name, option.Values[0]);
    }
}
