using Agentic.Agents;

namespace Agentic.Training.Benchmarks;

/// <summary>How many tokens go through the model in an episode whose every turn is prompted by all before it.</summary>
/// <param name="Turns">Answers.</param>
/// <param name="Computed">Tokens that went through the model.</param>
/// <param name="Distinct">Tokens that had to: all but the last answer's last, behind which nothing is read. The floor.</param>
/// <param name="Prompted">Tokens of all prompts together: what would go through a model that remembers nothing.</param>
public sealed record BenchEpisode(int Turns, long Computed, long Distinct, long Prompted)
{
    private const int Length = 10;
    private const int Text = 64;
    private const int PictureSide = 64;

    /// <summary>Tokens computed for each distinct one; 1 at best.</summary>
    public double Ratio => Computed / (double)Distinct;

    /// <summary>Plays it: each turn sees a new text and, where the model has eyes, a new picture.</summary>
    /// <param name="bench">A model that keeps prefixes between answers; borrowed.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<BenchEpisode> MeasureAsync(PolicyBench bench, CancellationToken cancellation)
    {
        var transcript = new List<TokenSegment>();
        var (before, prompted) = (bench.Computed, 0L);
        for (var turn = 0; turn < Length; turn++)
        {
            transcript.AddRange(bench.Rows.Prompt(Text, bench.HasEyes ? PictureSide : 0));
            prompted += transcript.Sum(segment => segment.Ids.Length);
            transcript.Add(await bench.AnswerAsync(transcript, BenchEntry.Answer, cancellation));
        }

        return new BenchEpisode(Length, bench.Computed - before, transcript.Sum(segment => segment.Ids.Length) - 1, prompted);
    }
}
