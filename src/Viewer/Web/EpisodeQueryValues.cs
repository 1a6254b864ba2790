using Agentic.Viewer.Runs;

namespace Agentic.Viewer.Web;

/// <summary>Reads the filters, the order and the page that a request asks for.</summary>
internal static class EpisodeQueryValues
{
    private const int MaxRows = 1000;

    private static readonly Dictionary<string, EpisodeSort> Sorts = new(StringComparer.Ordinal)
    {
        ["index"] = EpisodeSort.Index,
        ["return"] = EpisodeSort.Return,
        ["turns"] = EpisodeSort.Turns,
        ["tokens"] = EpisodeSort.Tokens,
        ["end"] = EpisodeSort.End,
    };

    /// <summary>Reads them.</summary>
    /// <exception cref="RequestException">One of them is no such value.</exception>
    public static EpisodeQuery Read(RequestValues values) => new(
        new EpisodeFilter
        {
            Return = (values.Number("return_min"), values.Number("return_max")),
            Ends = values.Text("end")?.Split(',').ToHashSet(StringComparer.Ordinal),
            OnlyFaults = values.Flag("fault"),
            World = values.Text("world"),
            Task = values.Text("task"),
            Group = values.Integer("group"),
            Step = (int?)values.Integer("step", int.MinValue, int.MaxValue),
            Phase = values.Text("phase"),
            Turns = Range(values, "turns"),
            Tokens = Range(values, "tokens"),
            Images = Range(values, "images"),
            Text = values.Text("text"),
        },
        Sorts[values.Choice("sort", "index", [.. Sorts.Keys])], values.Flag("desc"), values.Count("offset", 0, int.MaxValue), values.Count("limit", 100, MaxRows));

    private static (long?, long?) Range(RequestValues values, string name) => (values.Integer($"{name}_min"), values.Integer($"{name}_max"));
}
