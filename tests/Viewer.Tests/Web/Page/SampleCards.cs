using Agentic.Agents;

namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>An episode of each game, with the state as its world writes it.</summary>
internal static class SampleCards
{
    private const string Look = "\"answer\":\"plain\",\"size\":\"small\",\"prompt_text\":\"none\"";

    /// <summary>Writes the run: blackjack, 24 points, a number line, a world that nobody knows, a board of columns, and a repair.</summary>
    public static void Write(SampleRun run, SampleEpisodes episodes)
    {
        Add("blackjack", $$"""{"player":["7D","AD"],"dealer":["AC","5S"],"coming":["7H","9H"],"soft17":"stand",{{Look}}}""", new("hit", "hit"), new("stand", "stand"));
        Add("points24", $$"""{"cards":["10H","5D","5C","QS"],"target":24,"faces":"ten","mode":"stepwise","cut":"none",{{Look}}}""",
            new("5", "5"), new("/", "/") { Legal = false, Feedback = "not here" }, new("+", "+"), new("10", "10"));
        Add("numberline", $$"""{"max":7,"target":4,"current":2,{{Look}}}""", new("+", "+"), new("+", "+"));
        Add("castle", """{"rooms":[{"name":"hall","doors":["north","east"]}],"lit":true}""", new SampleTurn("north", "north"));
        Add("connect", """{"rows":4,"columns":4,"line":3,"opening":[2,2,3,1],"view":"image"}""", new("3", "3"), new("9", "9") { Legal = false, Feedback = "The columns are 1 to 4." }, new("3", "3"), new("4", "4"));
        Add("code", """{"repo":7,"functions":1,"vagueness":1}""", new("view lib/code.py", "view lib/code.py"),
            new("edit lib/code.py 2  return value + 3", "edit lib/code.py 2  return value + 3") { Tool = "view", Words = "1 def scale ( value ) :\n2  return value - 3" },
            new("edit lib/code.py 9 x", "edit lib/code.py 9 x") { Tool = "edit", Words = "done", Legal = false },
            new("submit", "submit") { Tool = "edit", Words = "nothing", Feedback = "fail -> pass  tests.test_code.Scale.test_two\nfail -> fail  tests.test_code.Scale.test_<b>\npass -> skip  tests.test_code.Scale.test_six", Reward = Reward.Of(RewardWeights.Outcome, 0).With("repaired", 0.5).With("kept", 1) });
        run.Flush();

        void Add(string world, string state, params SampleTurn[] turns) => run.Add(episodes.Make(
            run.Next, run.Next, 0, new TaskInstance { World = world, WorldVersion = 1, Seed = 3, State = state, Payload = "", Features = (world == "code" ? Difficulty.Of(("tests", 6.0), ("failing", 4.0)) : Difficulty.Default).Values }, "", new EpisodeEnd.Terminated(true), turns));
    }
}
