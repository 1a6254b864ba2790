using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Reproductions;

/// <summary>Arms that all set out from one imitation, each a scenario with other settings. A value: it starts nothing.</summary>
/// <remarks>
/// Seeds share the imitation too, as published arms share a checkpoint: a seed is other tasks, other samples and other held-out tasks. What an
/// interval speaks of is therefore training from that policy, not imitation.
/// </remarks>
/// <param name="Name">Of the scenario.</param>
/// <param name="Yaml">The scenario of all arms.</param>
/// <param name="Arms">Each arm's settings over it; <see cref="Start"/> stands for the folder of what was imitated.</param>
/// <param name="Measure">What is measured of an arm besides its success on held-out tasks, while its policy is still open.</param>
public sealed record ArmExperiment(
    string Name, string Yaml, IReadOnlyList<(string Name, string[] Settings)> Arms, Func<TrainedArm, Task<IReadOnlyDictionary<string, double>>> Measure)
{
    /// <summary>Stands in an arm's settings for the folder that holds the imitations.</summary>
    public const string Start = "{start}";

    /// <summary>Folder in it of the policy that arms set out from.</summary>
    public const string Policy = "policy";

    /// <summary>Seed of the imitation.</summary>
    public const ulong StartSeed = 1;

    /// <summary>Further policies that are made by imitation, such as teachers: the folder of each within <see cref="Start"/>, and its settings.</summary>
    public IReadOnlyList<(string Folder, string[] Settings)> Others { get; init; } = [];

    /// <summary>The reproduction that consists of it.</summary>
    /// <param name="title">The system in one line.</param>
    /// <param name="setting">What is run, for people.</param>
    /// <param name="claims">Over measures "held_out/imitation", and "held_out/ARM" and what else is measured for each arm.</param>
    /// <param name="settings">"key=value" over the scenario of every arm, such as a smaller budget.</param>
    public Reproduction Reproduction(string title, string setting, ImmutableArray<Claim> claims, string[] settings) =>
        new(Name, title, setting, claims, seed => RunAsync(settings, seed).GetAwaiter().GetResult())
        {
            Seeds = ClaimResult.LeastPairs,
            Prepare = start => Imitate(settings, start),
        };

    private void Imitate(string[] settings, Preparation start) =>
        SideBySide.Run(Others.Prepend((Folder: Policy, Settings: [])), Environment.ProcessorCount, made =>
            ArmTraining.Imitate(
                Scenario(StartSeed, [.. settings, .. made.Settings]),
                start with { Folder = Path.Combine(start.Folder, made.Folder), Say = Others.Count == 0 ? start.Say : line => start.Say($"{made.Folder}: {line}") }), start.Cancellation);

    private async Task<IReadOnlyDictionary<string, double>> RunAsync(string[] settings, SeedContext context)
    {
        var seed = context.Key.Derive("scenario").Stream().NextBits();
        var start = Path.Combine(context.Start, Policy);
        var judged = await ArmTraining.JudgeAsync(start, Scenario(seed, settings), context.Cancellation);
        var measures = new Dictionary<string, double> { ["held_out/imitation"] = judged.Success };
        foreach (var (name, own) in Arms)
        {
            var scenario = Scenario(seed, [.. settings, .. own.Select(setting => setting.Replace(Start, context.Start, StringComparison.Ordinal))]);
            var (_, heldOut) = await ArmTraining.RunAsync(scenario, start, context.Cancellation, context, name, async (steps, session) =>
            {
                foreach (var (what, value) in await Measure(new TrainedArm(name, steps, session, context.Cancellation)))
                {
                    measures[$"{what}/{name}"] = value;
                }
            });
            measures[$"held_out/{name}"] = heldOut;
        }

        return measures;
    }

    private Scenario Scenario(ulong seed, string[] settings) => ScenarioReader.Read(Yaml, Name, ScenarioVocabulary.Default, [$"seed={seed}", .. settings]).Scenario;
}

/// <summary>An arm after its last update.</summary>
/// <param name="Name">The arm.</param>
/// <param name="Steps">Its updates.</param>
/// <param name="Session">Its policy.</param>
/// <param name="Cancellation">Stops what is measured.</param>
public sealed record TrainedArm(string Name, IReadOnlyList<TrainingStep> Steps, PolicySession Session, CancellationToken Cancellation);
