using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Training.Reproductions;

/// <summary>An episode as words, for a report: what was seen, said and told, without pictures and tokens.</summary>
/// <param name="Lines">In order: who speaks (told, sees, helped, says), and the words.</param>
/// <param name="End">How it ended.</param>
/// <param name="Return">What it was worth.</param>
public sealed record EpisodeSketch(ImmutableArray<SketchLine> Lines, string End, double Return)
{
    private const int MostWords = 600; // characters of one line that are kept

    /// <summary>The words of a record.</summary>
    public static EpisodeSketch Of(EpisodeRecord record)
    {
        var lines = ImmutableArray.CreateBuilder<SketchLine>();
        Add("told", record.Instruction);
        foreach (var turn in record.Turns)
        {
            foreach (var part in turn.Observation.Parts)
            {
                _ = part switch
                {
                    TextPart words => Add("sees", words.Text),
                    ToolResultPart tool => Add("sees", tool.Text),
                    GuidancePart help => Add("helped", help.Text),
                    ImagePart image => Add("sees", $"(a picture of {image.Image.Width} × {image.Image.Height})"),
                    _ => false,
                };
            }

            Add(record.IsGuided(turn) ? "helped" : "says", turn.Text);
            Add("told", turn.Feedback ?? "");
        }

        return new EpisodeSketch(lines.ToImmutable(), WordOf(record.End), record.Return());

        bool Add(string who, string words)
        {
            if (words.Length > 0)
            {
                lines.Add(new SketchLine(who, words.Length <= MostWords ? words : $"{words[..MostWords]}…"));
            }

            return words.Length > 0;
        }
    }

    private static string WordOf(EpisodeEnd end) => end switch
    {
        EpisodeEnd.Terminated { Solved: true } => "solved",
        EpisodeEnd.Terminated => "failed",
        EpisodeEnd.Faulted => "faulted",
        _ => "out of limits",
    };
}

/// <summary>What somebody said.</summary>
/// <param name="Who">told, sees, helped or says.</param>
/// <param name="Words">The words.</param>
public sealed record SketchLine(string Who, string Words);
