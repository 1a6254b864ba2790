using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Scenarios;
using Agentic.Worlds;

namespace Agentic.Scenarios.Tests;

/// <summary>Every file under <c>scenarios/</c> is read, and played for a few episodes by the oracle and at random.</summary>
public sealed class ScenarioFilesTests
{
    private const int Episodes = 8;

    public static TheoryData<string> Files()
    {
        var root = RepositoryRoot();
        return [.. Directory.EnumerateFiles(Path.Combine(root, "scenarios"), "*.yaml", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(root, file)).Order(StringComparer.Ordinal)];
    }

    [Fact]
    public void There_are_scenarios() => Assert.NotEmpty(Files());

    [Theory]
    [MemberData(nameof(Files))]
    public void It_reads_and_its_resolved_form_reads_back_to_the_same_values(string file)
    {
        var loaded = Load(file);
        var again = ScenarioReader.Read(loaded.Values.ToYaml(), "resolved", ScenarioVocabulary.Default);

        Assert.Equal(loaded.Values.ToYaml(withOrigins: false), again.Values.ToYaml(withOrigins: false));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_oracle_solves_it_within_its_limits(string file)
    {
        var kind = Kind(file);
        await using var owned = kind.Owned();
        var records = await PlayAsync(file, kind, new OracleAgent(kind as IOracleSource));

        Assert.All(records, record => Assert.IsNotType<EpisodeEnd.Faulted>(record.End));
        if (kind is not IGameOfChance)
        {
            Assert.All(records, record => Assert.True(record.IsSolved, $"episode {record.Index}: {record.End.Name}, task {record.Task.State}"));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Random_play_ends_without_a_fault_and_within_the_bounds(string file)
    {
        var kind = Kind(file);
        await using var owned = kind.Owned();
        var weights = Load(file).Scenario.Reward.ByPart;
        var turns = Load(file).Scenario.Limits.MaxTurns;
        var (low, high) = kind.Descriptor.RewardBounds;
        // A scenario's own prices may add up to less or more than the world's: fines once a turn at most.
        low = Math.Min(low, turns * weights.Values.Where(weight => weight < 0).Sum());
        high = Math.Max(high, weights.Values.Where(weight => weight > 0).Sum());
        var records = await PlayAsync(file, kind, new RandomAgent((IAnswerSource)kind));

        Assert.All(records, record => Assert.IsNotType<EpisodeEnd.Faulted>(record.End));
        Assert.All(records, record => Assert.InRange(record.Return(), low, high));
    }

    private static IWorldKind Kind(string file)
    {
        var world = Load(file).Scenario.World;
        var need = WorldCatalog.Find(world.Name).Need?.Invoke();
        Assert.SkipUnless(need?.IsThere != false, need?.State ?? "");
        Assert.SkipWhen(world.Options.GetValueOrDefault("site") == "miniwob", "Its pages come from a MiniWoB++ checkout.");
        var instances = world.Options.GetValueOrDefault("instances", "");
        Assert.SkipWhen(instances.Length > 0 && !File.Exists(instances), $"Its instances are a file of the user's, and '{instances}' is not here.");
        return ScenarioEpisodes.Kind(Load(file).Scenario);
    }

    private static LoadedScenario Load(string file) => ScenarioReader.Load(Path.Combine(RepositoryRoot(), file), ScenarioVocabulary.Default);

    private static async Task<List<EpisodeRecord>> PlayAsync(string file, IWorldKind kind, IAgent agent)
    {
        // A page takes its time, and the tests of pages play each of them.
        var episodes = kind.Descriptor.Kind == "gui" ? Episodes / 4 : Episodes;
        var plans = ScenarioEpisodes.Plans(Load(file).Scenario, kind, Split.Train, members: 2, episodes);
        var services = new EpisodeServices([agent], new LetterRenderer(), new PlainImageStore(), TimeProvider.System);
        var records = new List<EpisodeRecord>();
        await foreach (var record in EpisodePool.RunAsync(plans, services, workers: 2, cancellation: TestContext.Current.CancellationToken))
        {
            records.Add(record);
        }

        Assert.Equal(episodes, records.Count);
        return records;
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Agentic.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Agentic.sln.");
    }
}
