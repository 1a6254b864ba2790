using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary>What the token ids of a run say.</summary>
internal static class RunVocabulary
{
    /// <summary>The text of an id; null where the run's scenario or its policy's vocabulary cannot be read here, such as in a run from elsewhere.</summary>
    public static Func<int, string>? TextOf(RunFolder folder, CliContext context)
    {
        try
        {
            var tokenizer = context.Policies.Tokenizer(folder.LoadScenario(context.Vocabulary).Scenario);
            return id => id < 0 ? "" : tokenizer.Decode([id]);
        }
        catch (Exception error) when (error is ScenarioException or TokenizerException or UserException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }
}
