using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Search;
using Agentic.Worlds.Search.Knowledge;
using Agentic.Worlds.Search.SelfPlay;

namespace Agentic.Worlds.Tests.Search.SelfPlay;

public sealed class SearchGameTests
{
    private static readonly Difficulty TwoHops = Difficulty.Of(("hops", 2), ("entities", 48), ("top_k", 2), ("searches", 4));

    public static TheoryData<string> Dialects => ["brief", "search_r1", "r_search", "tools"];

    [Theory, MemberData(nameof(Dialects))]
    public async Task What_the_oracle_proposes_is_sound_and_true_and_its_oracle_solves_it(string dialect)
    {
        var game = Game(dialect);
        for (ulong seed = 0; seed < 40; seed++)
        {
            var record = await PlayAsync(game.Kinds.Proposer, game.Kinds.Proposer.Generate(seed, TwoHops));
            var proposal = game.Read(record);
            Assert.True(record.IsSolved, $"{record.End.Name}: {record.Task.State}");
            Assert.Equal((null, true, 2), (proposal.Failure, proposal.IsExact, proposal.Queries.Length));
            Assert.Equal(ProposerKind.Payload(record.Task).Known, proposal.Question);

            Assert.True((await PlayAsync(game.Kinds.Solver, proposal.Problem!)).IsSolved);
            var check = await PlayAsync(game.Kinds.Reader, game.Check(proposal, [proposal.Evidence, "person nobody : birthplace nowhere ."]));
            Assert.True(check.IsSolved);
            // Every document is a tool's; nothing of it can be learnt from.
            Assert.Equal(2, check.Turns[0].Observation.Parts.OfType<ToolResultPart>().Count());
        }
    }

    // What was never shown cannot be copied: such a demonstration teaches to guess.
    [Theory, InlineData(16, 2), InlineData(48, 3)]
    public async Task The_proposing_oracle_names_only_what_it_has_seen(int entities, int topK)
    {
        var game = Game("brief");
        var names = KnowledgeNames.Closed.ToHashSet(StringComparer.Ordinal);
        var (said, unseen) = (0, 0);
        for (ulong seed = 0; seed < 60; seed++)
        {
            var record = await PlayAsync(game.Kinds.Proposer, game.Kinds.Proposer.Generate(seed, Difficulty.Of(("hops", 2), ("entities", entities), ("top_k", topK), ("searches", 4))));
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var turn in record.Turns)
            {
                seen.UnionWith(turn.Observation.Parts.SelectMany(part => (part is ToolResultPart result ? result.Text : (part as TextPart)?.Text ?? "").Split([' ', '\n'])));
                var named = turn.Text.Split(' ').Where(names.Contains).ToList();
                said += named.Count;
                unseen += named.Count(name => !seen.Contains(name));
            }
        }

        Assert.InRange(said, 130, 180);
        // Some answers are spoken of in so many articles that none of the questions drawn can be seen.
        Assert.InRange(unseen / (double)said, 0, 0.02);
    }

    // Everything that a proposer may do wrong, in its own words.
    [Theory]
    [InlineData("format", "<search> mayor vola </search>", "<search> birthplace vola </search>")]
    [InlineData("searches", "<search> mayor vola </search>", "<question> what is the mayor of the birthplace of nobody ? </question>")]
    [InlineData("evidence", "<question> what is the mayor of the birthplace of nobody ? </question>")]
    [InlineData("length", "<search> mayor vola </search>", "<question> who ? </question>")]
    public async Task A_broken_rule_is_named(string failure, params string[] said)
    {
        var game = Game("brief");
        var record = await PlayAsync(game.Kinds.Proposer, game.Kinds.Proposer.Generate(1, TwoHops), ScriptedAgent.Of([.. said, .. Enumerable.Repeat("nonsense", 3)]));
        Assert.Equal((failure, false), (game.Read(record).Failure, record.IsSolved));
        Assert.Null(game.Read(record).Problem);
    }

    // A question that keeps to the rules and asks something else: the rules cannot see it, the graph does.
    [Fact]
    public async Task The_truth_refuses_another_answer()
    {
        var game = Game("brief");
        var tasks = Enumerable.Range(0, 40).Select(seed => game.Kinds.Proposer.Generate((ulong)seed, TwoHops)).ToList();
        var other = tasks.Select(ProposerKind.Payload).First(task => task.Answer != ProposerKind.Payload(tasks[0]).Answer && !task.Known!.Contains(ProposerKind.Payload(tasks[0]).Answer));
        var record = await PlayAsync(game.Kinds.Proposer, tasks[0], ScriptedAgent.Of(["<search> mayor vola </search>", "<search> ruler vola </search>", $"<question> {other.Known} </question>"]));
        var proposal = game.Read(record);
        Assert.Equal((null, false), (proposal.Failure, proposal.IsExact));
        Assert.NotNull(proposal.Problem);
    }

    [Fact]
    public async Task What_solvers_decide_later_does_not_trouble_a_replay()
    {
        var game = Game("brief");
        var record = await PlayAsync(game.Kinds.Proposer, game.Kinds.Proposer.Generate(3, TwoHops));
        var settled = record.Settle(new Reward([new(SelfPlayParts.Challenge, 0.6), new(SelfPlayParts.Accepted, 1)]));
        Assert.Equal(0.6, settled.Return(), 1e-12);
        Assert.Null(await EpisodeVerifier.VerifyAsync(settled, game.Kinds.Proposer, new LetterRenderer(), TestContext.Current.CancellationToken));

        // What the world itself paid is still compared.
        var forged = settled.Settle(Reward.Of(ProposerKind.Sound, 1));
        Assert.Equal("final rewards", (await EpisodeVerifier.VerifyAsync(forged, game.Kinds.Proposer, new LetterRenderer(), TestContext.Current.CancellationToken))?.What);
    }

    [Fact]
    public void Tasks_come_back_from_their_explicit_state_and_wrong_ones_are_refused_by_field()
    {
        var game = Game("brief");
        foreach (var kind in new[] { game.Kinds.Proposer, game.Kinds.Reader })
        {
            for (ulong seed = 0; seed < 20; seed++)
            {
                var task = kind.Generate(seed, TwoHops);
                var again = TaskJson.ReadText(kind, task.State);
                Assert.Equal((task.State, task.Split, task.Id), (again.State, again.Split, again.Id));
            }
        }

        Assert.Equal("answer", Refused(game.Kinds.Proposer, """{"graph":1,"hops":2,"answer":"xyzzy"}"""));
        Assert.Equal("known", Refused(game.Kinds.Proposer, """{"graph":1,"hops":2,"answer":"1","known":"what is it ?"}"""));
        Assert.Equal("documents", Refused(game.Kinds.Reader, """{"question":"q","answers":["a"],"documents":[]}"""));

        static string Refused(IWorldKind kind, string state) => Assert.Throws<TaskFormatException>(() => TaskJson.ReadText(kind, state)).Field;
    }

    // A small policy has each word as one token: whatever these kinds say must be listed.
    [Fact]
    public async Task Everything_that_is_said_in_the_brief_dialect_is_made_of_listed_words()
    {
        var game = Game("brief");
        foreach (var kind in game.Kinds.All)
        {
            var words = ((IClosedLanguage)kind).Words.ToHashSet();
            for (ulong seed = 0; seed < 20; seed++)
            {
                var record = await PlayAsync(kind, kind.Generate(seed, TwoHops));
                var said = record.Turns.SelectMany(turn => turn.Observation.Parts.Select(part => part is ToolResultPart found ? found.Text : ((TextPart)part).Text).Append(turn.Text)).Append(record.Instruction);
                Assert.All(
                    said.SelectMany(text => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Where(word => !word.All(char.IsAsciiDigit)),
                    word => Assert.Contains(word, words));
            }
        }
    }

    [Fact]
    public void Questions_of_the_users_are_no_game() => Assert.Throws<WorldOptionException>(() => new SearchGame(new Dictionary<string, string> { ["corpus"] = "c.jsonl", ["questions"] = "q.jsonl" }, 4));

    private static SearchGame Game(string dialect) => new(new Dictionary<string, string> { ["dialect"] = dialect, ["form"] = "path", ["graphs"] = "3" }, 4);

    private static async Task<EpisodeRecord> PlayAsync(IWorldKind kind, TaskInstance task, IAgent? agent = null) => await Episode.RunAsync(
        new EpisodePlan
        {
            Kind = kind, Task = task, Index = 0, Key = RandomKey.FromSeed(1), Weights = kind.Descriptor.Weights,
            Limits = new EpisodeLimits(kind.Descriptor.MaxTurns, MaxTokensPerTurn: 4096, MaxTokens: 1 << 20), Instruction = kind.Descriptor.Instruction,
        },
        new EpisodeServices([agent ?? new OracleAgent(kind as IOracleSource)], new LetterRenderer(), new PlainImageStore(), TimeProvider.System));
}
