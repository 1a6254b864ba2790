using Agentic.Agents;

namespace Agentic.Viewer.Episodes;

/// <summary>The words of an episode, as a search means them: the instruction, everything seen, said, understood and answered. Letters match in either case.</summary>
internal static class EpisodeWords
{
    /// <summary>Whether a text occurs in them.</summary>
    public static bool Contain(EpisodeRecord record, string text)
    {
        return Has(record.Instruction) || record.Turns.Any(turn =>
            Has(turn.Text) || Has(turn.Feedback) || Has(turn.Action) || turn.Observation.Parts.Any(part => part switch
            {
                TextPart words => Has(words.Text),
                GuidancePart help => Has(help.Text),
                ToolResultPart tool => Has(tool.Tool) || Has(tool.Text),
                _ => false,
            }));

        bool Has(string? words) => words is not null && words.Contains(text, StringComparison.OrdinalIgnoreCase);
    }
}
