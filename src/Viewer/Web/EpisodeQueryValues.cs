using System.Collections.Immutable;
using Agentic.Viewer.Episodes;
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
            Log = new EpisodeSelection
            {
                ReturnMin = values.Number("return_min"),
                ReturnMax = values.Number("return_max"),
                Ends = values.Text("end")?.Split(',').ToImmutableHashSet(StringComparer.Ordinal) ?? [],
                World = values.Text("world"),
                Task = values.Text("task"),
                Group = values.Integer("group"),
                TurnsMin = (int?)values.Integer("turns_min", int.MinValue, int.MaxValue),
                TurnsMax = (int?)values.Integer("turns_max", int.MinValue, int.MaxValue),
                Text = values.Text("text"),
            },
            OnlyFaults = values.Flag("fault"),
            Parent = values.Integer("parent"),
            Step = (int?)values.Integer("step", int.MinValue, int.MaxValue),
            Phase = values.Text("phase"),
            Tokens = Range(values, "tokens"),
            Images = Range(values, "images"),
        },
        Sorts[values.Choice("sort", "index", [.. Sorts.Keys])], values.Flag("desc"), values.Count("offset", 0, int.MaxValue), values.Count("limit", 100, MaxRows));

    private static (long?, long?) Range(RequestValues values, string name) => (values.Integer($"{name}_min"), values.Integer($"{name}_max"));
}
