using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Training.Guidance;
using Agentic.Training.Learning;
using Agentic.Training.Objectives;
using Agentic.VisionPolicy;
using Agentic.Worlds;

namespace Agentic.Training.Tests.Guidance;

public sealed class ThoughtCorrectionTests
{
    private static readonly BpeTokenizer Words = TinyVocabulary.Tokenizer;
    private static readonly ChatRenderer Renderer = new(Words, ImageProcessorConfig.Tiny);

    /// <summary>The policy reads the line wrongly, and goes the wrong way at first. What is imitated is what it should have read, in the state where it was, and no action.</summary>
    [Theory]
    [InlineData("full")]
    [InlineData("last 0")]
    public async Task A_thought_is_set_right_and_no_action_is_imitated(string context)
    {
        var (kind, images) = (Kind("json"), new PlainImageStore());
        var record = await PlayAsync(kind, images, context, Answer(3, 3, "-"), Answer(4, 0, "+"), Answer(4, 1, "+"), Answer(4, 2, "+"), Answer(4, 3, "+"));
        Assert.True(record.IsSolved);

        var rows = await Correction(kind, images, context, new GuidanceSettings { What = GuidanceSettings.Thought }).RowsAsync([record], RandomKey.FromSeed(1), TestContext.Current.CancellationToken);

        Assert.Equal(
            [1, 0, 1, 2, 3], rows.Select(row => int.Parse(Said(row).Split("\"current\":")[1].TrimEnd(',', '"'), System.Globalization.CultureInfo.InvariantCulture)));
        Assert.All(rows, row => Assert.StartsWith("{\"target\":4,\"current\":", Said(row), StringComparison.Ordinal));
        Assert.All(rows, row => Assert.DoesNotContain("action", Said(row), StringComparison.Ordinal));
        Assert.All(rows, row => Assert.Equal((row.LearntTokens, -1), (row.GivenTokens, row.Episode)));
        Assert.True(ScoredEpisode.TryFrom(record, out var scored));
        var own = TrainingRow.Of(scored, 0).ToList();
        if (context == "last 0")
        {
            Assert.Equal(own.Select(row => row.Segments.Take(row.Segments.Count - 1).SelectMany(segment => segment.Ids)), rows.Select(row => row.Segments.Take(row.Segments.Count - 1).SelectMany(segment => segment.Ids)));
        }
    }

    [Fact]
    public async Task The_action_is_imitated_too_where_that_is_asked_for()
    {
        var (kind, images) = (Kind("json"), new PlainImageStore());
        var record = await PlayAsync(kind, images, "last 0", Answer(4, 3, "-"), Answer(4, 0, "+"));
        var settings = new GuidanceSettings { What = GuidanceSettings.Thought, Imitates = GuidanceSettings.WholeAnswer };
        var rows = await Correction(kind, images, "last 0", settings).RowsAsync([record], RandomKey.FromSeed(1), TestContext.Current.CancellationToken);
        Assert.Equal([Answer(4, 1, "+"), Answer(4, 0, "+")], rows.Take(2).Select(Said));
    }

    // Answers without a thought of their own get the hint of the oracle as one.
    [Fact]
    public async Task Where_an_oracle_does_not_think_its_hint_is_the_thought()
    {
        var (kind, images) = (Kind("plain"), new PlainImageStore());
        var record = await PlayAsync(kind, images, "last 0", "+", "+", "+");
        var rows = await Correction(kind, images, "last 0", new GuidanceSettings { What = GuidanceSettings.Thought }).RowsAsync([record], RandomKey.FromSeed(1), TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Repeat("<think>The target is larger.</think>", 3), rows.Select(Said));
    }

    /// <summary>DAgger: three rounds with a correction each are three to imitate; of the latest alone there is one.</summary>
    [Theory]
    [InlineData(GuidanceSettings.AllSoFar, 3)]
    [InlineData(GuidanceSettings.Latest, 1)]
    public async Task Corrections_of_earlier_rounds_stay_where_all_are_kept(string memory, int episodes)
    {
        var (kind, images) = (Kind("json"), new PlainImageStore());
        var correction = Correction(kind, images, "last 0", new GuidanceSettings { What = GuidanceSettings.Thought, Memory = memory });
        IReadOnlyList<TrainingRow> rows = [];
        for (var round = 0; round < 3; round++)
        {
            // A step of the first round, two of the second, three of the third.
            var record = await PlayAsync(kind, images, "last 0", [.. Enumerable.Range(0, round + 1).Select(step => Answer(4, 1 + step, "+")), .. Enumerable.Repeat("nothing", round < 2 ? 3 : 0)]);
            rows = await correction.RowsAsync([record], RandomKey.FromSeed((ulong)round), TestContext.Current.CancellationToken);
        }

        // Unparsable answers are turns too: 4, 5 and 3.
        Assert.Equal(memory == GuidanceSettings.AllSoFar ? 12 : 3, rows.Count);
        var saved = new ThoughtMemory(keepsAll: true);
        saved.Restore(System.Text.Json.Nodes.JsonNode.Parse(correction.Save().ToJsonString()));
        Assert.Equal(episodes, saved.Count);
        Assert.Equal(correction.Save().ToJsonString(), saved.Save().ToJsonString());
        Assert.Equal(2, saved.Draw(2, RandomKey.FromSeed(1)).Count + (episodes == 1 ? 1 : 0));
    }

    // GTR, λ = ½: two tokens of thought and one of action with log π −1, −1, −½ count as ½ (−2) − ½.
    [Fact]
    public void A_thought_of_its_own_counts_for_less_than_its_action()
    {
        var weighing = new TokenWeighing(new TokenClassWeights(0.5), Kind("json"), Words);
        var reply = Renderer.Reply(Answer(4, 1, "+"));
        var row = weighing.Weigh(new TrainingRow([TokenSegment.Of(SegmentOrigin.Observation, [1]), reply], [1], 0, 0), Task(Kind("json")));
        var classes = weighing.Classes(reply.Ids.AsSpan(), Task(Kind("json")));
        Assert.Equal(classes.Select(kind => kind == TokenClass.Reasoning ? 0.5f : 1), row.Weights);
        Assert.Contains(0.5f, row.Weights);
        Assert.Equal(-1.5, new[] { (0.5, -1.0), (0.5, -1.0), (1.0, -0.5) }.Sum(token => token.Item1 * token.Item2));
        Assert.Equal(0.5, new GuidanceSettings().ThoughtWeight);
    }

    private static string Answer(int target, int current, string action) => $$"""{"target":{{target}},"current":{{current}},"action":"{{action}}"}""";

    private static string Said(TrainingRow row) => Words.Decode(row.Segments[^1].Ids.AsSpan(), skipSpecial: true);

    private static IWorldKind Kind(string answer) => WorldCatalog.Create("numberline", new Dictionary<string, string> { ["answer"] = answer });

    private static TaskInstance Task(IWorldKind kind)
    {
        using var json = JsonDocument.Parse("""{"max":5,"target":4,"current":1}""");
        return kind.Read(json.RootElement);
    }

    private static EpisodePlan Plan(IWorldKind kind, TaskInstance task, RandomKey key, string context) => ContextWindow.TryParse(context, out var window) ? new EpisodePlan
    {
        Kind = kind, Task = task, Index = 0, Key = key, Window = window, Limits = new EpisodeLimits(10, 64, 1 << 14), Weights = kind.Descriptor.Weights, Instruction = "Count.",
    } : throw new ArgumentException(context, nameof(context));

    private static ThoughtCorrection Correction(IWorldKind kind, IImageStore images, string context, GuidanceSettings settings) =>
        new(settings, (task, key) => Plan(kind, task, key, context), kind, new ThoughtfulOracle((IOracleSource)kind, kind), Words, Renderer, images);

    private static async Task<EpisodeRecord> PlayAsync(IWorldKind kind, IImageStore images, string context, params string[] said) => await Episode.RunAsync(
        Plan(kind, Task(kind), RandomKey.FromSeed(7), context), new EpisodeServices([ScriptedAgent.Of(said)], Renderer, images, TimeProvider.System), TestContext.Current.CancellationToken);
}
