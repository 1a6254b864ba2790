using Agentic.Agents;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Reproductions;

/// <summary>Arms that set out from one imitation, each a scenario with other settings. A value: it starts nothing.</summary>
/// <param name="Name">Of the scenario.</param>
/// <param name="Yaml">The scenario of all arms.</param>
/// <param name="Arms">Each arm's settings over it.</param>
/// <param name="Measure">What is measured of an arm besides its success on held-out tasks: from its updates, and from its policy while it is still open.</param>
public sealed record ArmExperiment(
    string Name, string Yaml, IReadOnlyList<(string Name, string[] Settings)> Arms, Func<IReadOnlyList<TrainingStep>, PolicySession, Task<IReadOnlyDictionary<string, double>>> Measure)
{
    /// <summary>Makes settings of all arms that need more than the scenario, such as teachers; null where none is needed.</summary>
    /// <remarks>It is given the scenario of the imitation, and a folder of its own.</remarks>
    public Func<Func<string[], Scenario>, string, CancellationToken, Task<Func<string, string>>>? Prepare { get; init; }

    /// <summary>Runs all arms once: measures "held_out/imitation", and "held_out/ARM" and what else is measured for each arm.</summary>
    /// <param name="settings">"key=value" over the scenario of every arm, such as a smaller budget.</param>
    /// <param name="context">The seed.</param>
    public async Task<IReadOnlyDictionary<string, double>> RunAsync(string[] settings, SeedContext context)
    {
        var (seed, cancellation) = (context.Key.Derive("scenario").Stream().NextBits(), context.Cancellation);
        var folder = Directory.CreateTempSubdirectory($"agentic-{Name}-");
        Scenario Of(params string[] own) => ScenarioReader.Read(Yaml, Name, ScenarioVocabulary.Default, [$"seed={seed}", .. settings, .. own]).Scenario;
        try
        {
            var start = Path.Combine(folder.FullName, "start");
            var measures = new Dictionary<string, double> { ["held_out/imitation"] = await ArmTraining.ImitateAsync(Of(), start, cancellation) };
            var fill = Prepare is null ? text => text : await Prepare(Of, folder.FullName, cancellation);
            foreach (var (name, own) in Arms)
            {
                var (steps, heldOut) = await ArmTraining.RunAsync(Of([.. own.Select(fill)]), start, cancellation, context, name, async (all, session) =>
                {
                    foreach (var (what, value) in await Measure(all, session))
                    {
                        measures[$"{what}/{name}"] = value;
                    }
                });
                measures[$"held_out/{name}"] = heldOut;
            }

            return measures;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
