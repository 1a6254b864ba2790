using Agentic.VisionPolicy;

namespace Agentic.Training.Scenarios;

/// <summary>Reads <c>sampling</c>.</summary>
internal static class SamplingSection
{
    private const int Many = 1_000_000_000;

    /// <summary>How tokens are drawn, and whether answers are held to the world's grammar.</summary>
    public static (SamplingOptions Options, bool Grammar) Read(ConfigSection sampling, Agents.WorldDescriptor? world)
    {
        var hasAnnealing = sampling.Has("annealing");
        var options = new SamplingOptions(
            sampling.Number("temperature", 0, 100, 1), sampling.Integer("top_k", 0, Many, 0), sampling.Number("top_p", 0, 1, 1))
        {
            MinP = sampling.Number("min_p", 0, 1, 0),
            RepetitionPenalty = sampling.Number("repetition_penalty", 1e-3, 1000, 1),
            MinNewTokens = sampling.Integer("min_new_tokens", 0, Many, 0),
            Annealing = Annealing(sampling.Section("annealing"), hasAnnealing),
            StopStrings = sampling.Texts("stop", []),
        };
        if (hasAnnealing && options.Temperature != 1)
        {
            sampling.Wrong("temperature", $"is {options.Temperature}, but sampling.annealing sets the temperature of each token; remove one of the two keys.");
        }

        var grammar = sampling.Flag("grammar", false);
        if (grammar && world is { AnswerPattern: null, AnswerSchema: null })
        {
            sampling.Wrong("grammar", $"is true, but the answers of world '{world.Name}' have no grammar under these options; set it to false.");
        }

        sampling.Close();
        return (options, grammar);
    }

    private static AnnealedTemperature? Annealing(ConfigSection annealing, bool isThere)
    {
        if (!isThere)
        {
            return null;
        }

        var defaults = new AnnealedTemperature();
        var read = new AnnealedTemperature(
            annealing.Number("max", 0.01, 100, defaults.Max), annealing.Number("min", 0.01, 100, defaults.Min),
            annealing.Number("decay", 0.01, 40_000, defaults.Decay), annealing.Number("growth", 0, 40_000, defaults.Growth));
        if (read.Min > read.Max)
        {
            annealing.Wrong("min", $"must not exceed sampling.annealing.max, but {read.Min} > {read.Max}.");
        }

        annealing.Close();
        return read;
    }
}
