using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics;
using Agentic.Worlds.Code.Sandbox;

namespace Agentic.Worlds.Code.Instances;

/// <summary>The local checkouts of instances, each found under the instance's name, or the repository's (owner__name, owner/name or name).</summary>
/// <remarks>
/// One that stands at the instance's commit, or has no history, is used with everything that lies in it, such as an environment with the
/// dependencies. Out of another one's history the commit is written to a folder of its own.
/// </remarks>
internal sealed class Checkouts(string folder)
{
    /// <summary>Where git keeps a history; no tree of an agent holds it, for it may hold the repair.</summary>
    public const string Git = ".git";

    private readonly ConcurrentDictionary<string, Lazy<Task<BaseTree>>> _trees = new(StringComparer.Ordinal);

    /// <summary>Where an instance's repository lies; null where there is none.</summary>
    public string? Find(SweInstance instance) => Names(instance).Select(name => Path.Combine(folder, name)).FirstOrDefault(Directory.Exists);

    /// <summary>The names under which it is looked for.</summary>
    public static ImmutableArray<string> Names(SweInstance instance) =>
        [instance.Id, instance.Repo.Replace("/", "__", StringComparison.Ordinal), instance.Repo, instance.Repo[(instance.Repo.IndexOf('/') + 1)..]];

    /// <summary>The instance's repository at its commit; made once.</summary>
    /// <exception cref="SandboxFaultException">There is none, its history does not hold the commit, or it has changes of its own.</exception>
    public Task<BaseTree> GetAsync(SweInstance instance, SandboxHome home) =>
        _trees.GetOrAdd(instance.Id, _ => new Lazy<Task<BaseTree>>(() => Task.Run(() => OpenAsync(instance, home)))).Value;

    private async Task<BaseTree> OpenAsync(SweInstance instance, SandboxHome home)
    {
        var repo = Path.GetFullPath(Find(instance) ?? throw Broken(instance, $"there is no checkout of {instance.Repo} in '{folder}'"));
        return BaseTree.Read(await IsAtCommitAsync(instance, repo) ? repo : await WriteAsync(instance, repo, home));
    }

    private static async Task<bool> IsAtCommitAsync(SweInstance instance, string repo)
    {
        if (!Path.Exists(Path.Combine(repo, Git)))
        {
            return true;
        }

        var head = await GitAsync(instance, repo, [], "rev-parse", "HEAD");
        if (!head.Output.Trim().StartsWith(instance.BaseCommit, StringComparison.Ordinal))
        {
            return false;
        }

        var changes = await GitAsync(instance, repo, [], "status", "--porcelain", "--untracked-files=no");
        return changes is { Code: 0, Output: "" } ? true
            : throw Broken(instance, $"'{repo}' must be as committed, but has changes: {changes.Output.Trim().ReplaceLineEndings("; ")}{changes.Errors.Trim()}");
    }

    private static async Task<string> WriteAsync(SweInstance instance, string repo, SandboxHome home)
    {
        var target = home.Fresh("base");
        Directory.CreateDirectory(target);
        KeyValuePair<string, string>[] index = [new("GIT_INDEX_FILE", home.Fresh("index"))];
        foreach (var arguments in new string[][] { ["read-tree", instance.BaseCommit], ["checkout-index", "--all", "--quiet", $"--prefix={target}/"] })
        {
            if (await GitAsync(instance, repo, index, arguments) is { Code: not 0 } failed)
            {
                throw Broken(instance, $"the history of '{repo}' does not give commit {instance.BaseCommit}: {failed.Errors.Trim()}");
            }
        }

        return target;
    }

    private static async Task<(int Code, string Output, string Errors)> GitAsync(
        SweInstance instance, string repo, IEnumerable<KeyValuePair<string, string>> environment, params string[] arguments)
    {
        var git = SandboxPrograms.Find("git") ?? throw Broken(instance, "git is needed to read a checkout's history. As root: apt-get install -y git");
        var start = new ProcessStartInfo(git, ["-C", repo, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // Not the repository that this process may have been started in.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("GIT_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = await ProcessStarter.StartAsync(start);
        process.StandardInput.Close();
        using var output = process.StandardOutput;
        using var errors = process.StandardError;
        var (said, complained) = (output.ReadToEndAsync(), errors.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await said, await complained);
    }

    private static SandboxFaultException Broken(SweInstance instance, string what) => new($"Instance {instance.Id}: {what}.", isRetryable: false);
}
