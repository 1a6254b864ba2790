namespace Agentic.Viewer.Pictures;

/// <summary>One colour for each way to end, apart for colour-blind eyes too (the palette of Okabe and Ito).</summary>
public static class EndColour
{
    /// <summary>The colour of a word of <see cref="Agents.EpisodeEnd.Name"/>; grey for "damaged" and anything unknown.</summary>
    public static Rgb Of(string end) => end switch
    {
        "solved" => new Rgb(0, 158, 115),
        "failed" => new Rgb(213, 94, 0),
        "out_of_turns" or "out_of_tokens" or "out_of_time" => new Rgb(230, 159, 0),
        "unparsable" => new Rgb(86, 180, 233),
        "faulted" => new Rgb(204, 121, 167),
        _ => new Rgb(128, 128, 128),
    };
}
