using Agentic.Agents;

namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>An episode of each game, with the state as its world writes it.</summary>
internal static class SampleCards
{
    private const string Look = "\"answer\":\"plain\",\"size\":\"small\",\"prompt_text\":\"none\"";

    /// <summary>Writes the run: blackjack, 24 points, a number line, a world that nobody knows, and a board of columns.</summary>
    public static void Write(SampleRun run, SampleEpisodes episodes)
    {
        Add("blackjack", $$"""{"player":["7D","AD"],"dealer":["AC","5S"],"coming":["7H","9H"],"soft17":"stand",{{Look}}}""", new("hit", "hit"), new("stand", "stand"));
        Add("points24", $$"""{"cards":["10H","5D","5C","QS"],"target":24,"faces":"ten","mode":"stepwise","cut":"none",{{Look}}}""",
            new("5", "5"), new("/", "/") { Legal = false, Feedback = "not here" }, new("+", "+"), new("10", "10"));
        Add("numberline", $$"""{"max":7,"target":4,"current":2,{{Look}}}""", new("+", "+"), new("+", "+"));
        Add("castle", """{"rooms":[{"name":"hall","doors":["north","east"]}],"lit":true}""", new SampleTurn("north", "north"));
        Add("connect", """{"rows":4,"columns":4,"line":3,"opening":[2,2,3,1],"view":"image"}""", new("3", "3"), new("9", "9") { Legal = false, Feedback = "The columns are 1 to 4." }, new("3", "3"), new("4", "4"));
        run.Flush();

        void Add(string world, string state, params SampleTurn[] turns) => run.Add(episodes.Make(
            run.Next, run.Next, 0, new TaskInstance { World = world, WorldVersion = 1, Seed = 3, State = state, Payload = "" }, "", new EpisodeEnd.Terminated(true), turns));
    }
}
