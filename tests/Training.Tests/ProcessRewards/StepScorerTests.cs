using Agentic.Agents;
using Agentic.Training.ProcessRewards;

namespace Agentic.Training.Tests.ProcessRewards;

/// <summary>A scorer of steps that learns from outcomes.</summary>
public sealed class StepScorerTests
{
    // Counting to two within four turns: whoever goes down first seldom arrives.
    private static readonly string[][] Ways =
    [
        ["up", "up"], ["up", "down", "up", "up"], ["down", "down", "up", "up"], ["down", "up", "down", "up"], ["up", "down", "down", "up"], ["down", "up", "up", "up"],
    ];

    [Fact]
    public async Task Steps_on_ways_that_arrive_are_worth_more()
    {
        var episodes = await RoundAsync();
        var worths = StepScorer.Worths(episodes);

        Assert.Equal(episodes.Select(episode => episode.Record.Turns.Length), worths.Select(worths_K => worths_K.Length));
        Assert.All(worths.SelectMany(worths_K => worths_K), worth => Assert.InRange(worth.Before, 0, 1));
        Assert.All(worths, worths_K => Assert.All(Enumerable.Range(1, worths_K.Length - 1), turn => Assert.Equal(worths_K[turn - 1].After, worths_K[turn].Before)));
        // After the first step: one up is nearer to success than one down.
        double After(string first) => Enumerable.Range(0, episodes.Count).Where(at => episodes[at].Record.Turns[0].Text == first).Average(at => worths[at][0].After);
        Assert.True(After("up") > After("down") + 0.1, $"{After("up")} after a step up, {After("down")} after a step down");
        Assert.All(Enumerable.Range(0, episodes.Count).Where(at => episodes[at].Record.IsSolved), at => Assert.Equal(1, worths[at][^1].After));
    }

    // Else a step would be paid for what came of it by luck, and a potential would not be neutral.
    [Fact]
    public async Task An_episodes_own_outcome_is_in_none_of_its_numbers()
    {
        var episodes = await RoundAsync();
        var before = StepScorer.Worths(episodes);
        for (var at = 0; at < 6; at++)
        {
            var (record, other) = (episodes[at].Record, new List<ScoredEpisode>(episodes));
            other[at] = CountedEpisodes.Score(record with { End = new EpisodeEnd.Terminated(!record.IsSolved) });
            var after = StepScorer.Worths(other);
            Assert.Equal(before[at].Select(worth => worth.Before), after[at].Select(worth => worth.Before));
            // It is in its siblings'.
            Assert.NotEqual(before[(at + 1) % 6].Select(worth => worth.Before), after[(at + 1) % 6].Select(worth => worth.Before));
        }
    }

    [Fact]
    public async Task Where_all_fail_nothing_is_worth_anything()
    {
        List<ScoredEpisode> lost = [.. (await RoundAsync()).Where(episode => !episode.Record.IsSolved)];
        Assert.All(StepScorer.Worths(lost).SelectMany(worths_K => worths_K), worth => Assert.Equal(default, worth));
        Assert.Empty(StepScorer.Worths([]));
    }

    private static async Task<List<ScoredEpisode>> RoundAsync()
    {
        var episodes = new List<ScoredEpisode>();
        for (var group = 0; group < 8; group++)
        {
            foreach (var way in Ways)
            {
                episodes.Add(await CountedEpisodes.PlayAsync(2, 4, group, way));
            }
        }

        return episodes;
    }
}
