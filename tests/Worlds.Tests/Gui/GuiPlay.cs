using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Gui;
using Agentic.Worlds.Gui.Browsers;

namespace Agentic.Worlds.Tests.Gui;

/// <summary>Kinds and episodes for tests that need a browser; such a test is skipped, by name, on a machine without one.</summary>
internal static class GuiPlay
{
    /// <summary>A kind with the given options. The caller disposes it.</summary>
    public static GuiWorldKind Kind(BrowserOptions? browsers, params (string Name, string Value)[] options)
    {
        Assert.SkipUnless(BrowserFinder.TryFind(Environment.GetEnvironmentVariable, out _) is null, "No Chromium on this machine.");
        return new GuiWorldKind(options.ToDictionary(option => option.Name, option => option.Value), browsers ?? new BrowserOptions { Processes = 1, Seats = 2 });
    }

    public static GuiWorldKind Kind(params (string Name, string Value)[] options) => Kind(null, options);

    /// <summary>Plays one task in the engine.</summary>
    public static async Task<EpisodeRecord> PlayAsync(GuiWorldKind kind, TaskInstance task, IAgent agent, IImageStore? images = null, int index = 0) => await Episode.RunAsync(
        Plan(kind, task, index), new EpisodeServices([agent], new LetterRenderer(), images ?? new PlainImageStore(), TimeProvider.System), TestContext.Current.CancellationToken);

    public static EpisodePlan Plan(GuiWorldKind kind, TaskInstance task, int index = 0) => new()
    {
        Kind = kind,
        Task = task,
        Index = index,
        Key = RandomKey.FromSeed((ulong)index),
        Weights = kind.Descriptor.Weights,
        Limits = new EpisodeLimits(kind.Descriptor.MaxTurns, MaxTokensPerTurn: 4096, MaxTokens: 1 << 20),
        Instruction = kind.Descriptor.Instruction,
    };

    /// <summary>Plays many at once, in the order of their tasks.</summary>
    /// <param name="kind">The world.</param>
    /// <param name="tasks">What is played.</param>
    /// <param name="agent">Who plays.</param>
    /// <param name="workers">How many at once.</param>
    /// <param name="retries">Further attempts of one that broke.</param>
    /// <param name="period">After how many tasks the random streams begin again; never unless said.</param>
    public static async Task<List<EpisodeRecord>> PlayAllAsync(
        GuiWorldKind kind, IEnumerable<TaskInstance> tasks, IAgent agent, int workers, int retries = 2, int period = int.MaxValue)
    {
        var services = new EpisodeServices([agent], new LetterRenderer(), new PlainImageStore(), TimeProvider.System);
        var records = new List<EpisodeRecord>();
        await foreach (var record in EpisodePool.RunAsync(tasks.Select((task, index) => Plan(kind, task, index) with { Key = RandomKey.FromSeed((ulong)(index % period)) }), services, workers, retries, cancellation: TestContext.Current.CancellationToken))
        {
            records.Add(record);
        }

        return records;
    }

    public static string Words(EpisodeRecord record) => record.End is EpisodeEnd.Faulted broken ? $"faulted: {broken.Fault.Message}" : $"{record.End.Name} after {string.Join(" ", record.Turns.Select(turn => turn.Text))}";
}
