using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Connect;

namespace Agentic.Worlds.Tests.Connect;

public sealed class ConnectTests
{
    private static readonly ConnectBoard Small = new(4, 4, 3);

    // By hand: x first, columns counted from 0.
    [Theory]
    [InlineData("0 1 0 1 0", ConnectOutcome.Won)] // upright
    [InlineData("0 0 1 1 2", ConnectOutcome.Won)] // level
    [InlineData("0 1 1 2 3 2 2", ConnectOutcome.Won)] // slanting upwards: (0,0) (1,1) (2,2)
    [InlineData("3 2 2 1 0 1 1", ConnectOutcome.Won)] // slanting downwards
    [InlineData("0 0 0 0", ConnectOutcome.GoesOn)] // a full column of both colours
    [InlineData("0 0 0 0 0", ConnectOutcome.Refused)]
    [InlineData("4", ConnectOutcome.Refused)]
    [InlineData("0 3 1 3 3", ConnectOutcome.GoesOn)] // two and one around a corner are no line
    public void Lines_are_seen_in_every_direction(string moves, ConnectOutcome last)
    {
        var state = default(ConnectState);
        var outcome = ConnectOutcome.GoesOn;
        foreach (var move in moves.Split(' ').Select(int.Parse))
        {
            Assert.Equal(ConnectOutcome.GoesOn, outcome);
            outcome = ConnectRules.Drop(Small, ref state, move);
        }

        Assert.Equal(last, outcome);
    }

    // Tic-tac-toe's cousin: a 3×3 board with lines of three is small enough to try everything without the solver's memory or cuts.
    [Fact]
    public void The_solver_agrees_with_trying_everything()
    {
        var board = new ConnectBoard(3, 3, 3);
        var seen = 0;
        Check(default, 9);
        Assert.InRange(seen, 100, 100_000);

        int Check(ConnectState state, int left)
        {
            var best = -1;
            for (var column = 0; column < board.Columns; column++)
            {
                var next = state;
                best = ConnectRules.Drop(board, ref next, column) switch
                {
                    ConnectOutcome.Refused => best,
                    ConnectOutcome.Won => 1,
                    ConnectOutcome.Drawn => Math.Max(best, 0),
                    _ => Math.Max(best, -Check(next, left - 1)),
                };
            }

            seen++;
            Assert.Equal(best, ConnectSolver.For(board).Value(state));
            return best;
        }
    }

    [Fact]
    public void A_mirror_changes_neither_the_puzzle_nor_its_value()
    {
        var kind = new ConnectKind(ImmutableDictionary<string, string>.Empty);
        var left = TaskJson.ReadText(kind, """{"rows":4,"columns":5,"line":4,"opening":[1,1,2,4]}""");
        var right = TaskJson.ReadText(kind, """{"rows":4,"columns":5,"line":4,"opening":[5,5,4,2]}""");
        Assert.NotEqual(left.Id, right.Id);
        Assert.Equal(left.CanonicalForm, right.CanonicalForm);
        Assert.Equal(left.Features["best_play"], right.Features["best_play"]);
    }

    [Theory]
    [InlineData("[1,1,1,1,1]")]
    [InlineData("[5]")]
    [InlineData("[1,2,1,2,1]")]
    public void An_opening_that_leaves_no_game_is_refused(string opening) => Assert.Equal(
        opening == "[5]" ? "opening[0]" : "opening",
        Assert.Throws<TaskFormatException>(() => TaskJson.ReadText(
            new ConnectKind(ImmutableDictionary<string, string>.Empty), $$"""{"rows":4,"columns":4,"line":3,"opening":{{opening}}}""")).Field);

    // Every disc is its owner's own: the side to move reads x.
    [Theory]
    [InlineData("1 2 1 2 1", 1.0, 0.0, "solved")]
    [InlineData("1 2 1 2 4 2", 0.0, 1.0, "failed")]
    [InlineData("1 5 9", 0.0, 0.0, "out_of_turns")]
    public async Task Each_side_earns_its_own_and_a_game_that_was_cut_pays_nobody(string script, double first, double second, string end)
    {
        var kind = new ConnectKind(new Dictionary<string, string> { ["view"] = "text" });
        var said = script.Split(' ');
        var agents = new IAgent[] { new InTurn(said), new InTurn(said) };
        var record = await Episode.RunAsync(
            new EpisodePlan
            {
                Kind = kind, Task = TaskJson.ReadText(kind, """{"rows":4,"columns":4,"line":3,"opening":[]}"""), Index = 0, Key = RandomKey.FromSeed(1),
                Weights = kind.Descriptor.Weights, Limits = new EpisodeLimits(said.Length), Instruction = "Play.",
            },
            new EpisodeServices(agents, new LetterRenderer(), new PlainImageStore(), TimeProvider.System));

        Assert.Equal((first, second, end), (record.Part("outcome", 0), record.Part("outcome", 1), record.End.Name));
        Assert.Equal((first >= 1, second >= 1), (record.IsWonBy(0), record.IsWonBy(1)));
        Assert.Equal("....\n....\n....\n....", record.Turns[0].Observation.Text);
        Assert.Null(await EpisodeVerifier.VerifyAsync(record, kind, new LetterRenderer(), TestContext.Current.CancellationToken));
        if (record.Turns.Length > 2 && record.Turns[1].Legal)
        {
            Assert.Equal((1, "....\n....\n....\no..."), (record.Turns[1].Role, record.Turns[1].Observation.Text));
        }
    }

    /// <summary>Says the line that is due, whoever is asked.</summary>
    private sealed class InTurn(string[] lines) : IAgent
    {
        public ValueTask<AgentReply> ActAsync(AgentTurn turn, CancellationToken cancellation) => ValueTask.FromResult(new AgentReply(lines[turn.Said.Count]));
    }
}
