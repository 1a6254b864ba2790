using System.Collections.Concurrent;
using Agentic.Agents;
using Agentic.Viewer.Runs;
using Microsoft.AspNetCore.Http;

namespace Agentic.Viewer.Web;

/// <summary>The addresses of the viewer and what answers them. Runs are named by their place in a list, files by a fixed list: no path comes in.</summary>
/// <param name="runs">The runs; borrowed.</param>
/// <param name="live">Who looks for changes; borrowed.</param>
/// <param name="tokenText">The text of tokens, for a run's folder.</param>
/// <param name="clock">The only clock.</param>
/// <param name="stopping">The server goes.</param>
internal sealed class ViewerRoutes(RunCatalog runs, LiveRuns live, Func<string, Func<int, string>?> tokenText, TimeProvider clock, CancellationToken stopping)
{
    private const int MaxThumbnail = 512;

    // What is left of a small run is taken in within this time, so that its first look is whole; a large one does not keep anybody waiting.
    private const int FewEpisodes = 2000;
    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan ListPatience = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<string, Lazy<Func<int, string>?>> _tokenTexts = new(StringComparer.Ordinal);

    /// <summary>What an error of the log says, without the folder that it lies in.</summary>
    public static string Words(TrajectoryException error) =>
        error.Message.Replace(error.File, Path.GetFileName(error.File), StringComparison.Ordinal);

    /// <summary>Answers a request that was let in; null when the answer was sent already.</summary>
    /// <exception cref="RequestException">It cannot be answered.</exception>
    public async Task<WebAnswer?> AnswerAsync(HttpContext context)
    {
        var (path, values) = (context.Request.Path.Value ?? "/", new RequestValues(context.Request.Query));
        switch (path.Split('/')[1..])
        {
            case [""]:
                return PageAssets.Find("index.html");
            case ["assets", var name]:
                return PageAssets.Find(name) ?? throw Nothing(path);
            case ["api", "runs"]:
                return List(values);
            case ["api", "runs", var run]:
                return await OverviewAsync(run, values, context.RequestAborted);
            case ["api", "runs", var run, "metrics"]:
                return Metrics(Find(run), values);
            case ["api", "runs", var run, "episodes"]:
                return await EpisodesAsync(Find(run), values, context.RequestAborted);
            case ["api", "runs", var run, "episodes", var position]:
                return await EpisodeAsync(run, position, values, context.RequestAborted);
            case ["api", "runs", var run, "episodes", var position, "turns"]:
                return Turns(run, position, values);
            case ["api", "runs", var run, "episodes", var position, "text"]:
                return Text(run, position, values);
            case ["api", "runs", var run, "episodes", var position, "turns", var turn, "tokens"]:
                return Tokens(run, position, turn, values);
            case ["api", "runs", var run, "groups", var group]:
                return Group(Find(run), RequestValues.PathNumber(group, "group"), values);
            case ["api", "runs", var run, "tree"]:
                return await TreeAsync(Find(run), values, context.RequestAborted);
            case ["api", "runs", var run, "images", var hash]:
                return await ImageAsync(Find(run), hash, values, context.RequestAborted);
            case ["api", "runs", var run, "events"]:
                values.RequireAllRead();
                await EventsStream.WriteAsync(context, Find(run), live, clock, stopping);
                return null;
            case ["api", "compare"]:
                return await CompareAsync(values, context.RequestAborted);
            default:
                throw Nothing(path);
        }
    }

    private WebAnswer List(RequestValues values)
    {
        values.RequireAllRead();
        var (all, started) = (runs.Refresh(), clock.GetTimestamp());
        foreach (var run in all)
        {
            // Of many runs some are opened now, and more each time.
            if (run.Log.IsOpen || clock.GetElapsedTime(started) < ListPatience)
            {
                run.Refresh();
            }
        }

        return RunJson.List(all);
    }

    private async Task<WebAnswer> OverviewAsync(string id, RequestValues values, CancellationToken cancellation)
    {
        values.RequireAllRead();
        var run = Find(id);
        await LookAsync(run, cancellation);
        return RunJson.Run(id, run);
    }

    private static WebAnswer Metrics(RunSource run, RequestValues values)
    {
        var (from, names) = (values.Integer("from") ?? long.MinValue, values.Text("names")?.Split(',').ToHashSet(StringComparer.Ordinal));
        values.RequireAllRead();
        return RunJson.Metrics(run.Metrics.Read(from, names));
    }

    private static async Task<WebAnswer> EpisodesAsync(RunSource run, RequestValues values, CancellationToken cancellation)
    {
        var query = EpisodeQueryValues.Read(values);
        values.RequireAllRead();
        var page = await query.RunAsync(run, cancellation);
        return EpisodeRowJson.Page(page, EpisodeRow.Of(run, page.Positions));
    }

    private static async Task LookAsync(RunSource run, CancellationToken cancellation)
    {
        if (run.Entries.Count - run.Facts.Count <= FewEpisodes)
        {
            await run.WaitAsync(() => run.IsComplete, FirstLook, cancellation);
        }
    }

    private async Task<WebAnswer> EpisodeAsync(string id, string position, RequestValues values, CancellationToken cancellation)
    {
        values.RequireAllRead();
        var (run, at) = Find(id, position);
        await LookAsync(run, cancellation);
        var json = new EpisodePageJson(run, id, at);
        try
        {
            return json.Head(run.Log.Read(at));
        }
        catch (TrajectoryException damaged)
        {
            return json.Damaged(damaged);
        }
    }

    private WebAnswer Turns(string id, string position, RequestValues values)
    {
        var (run, at) = Find(id, position);
        var (from, count) = (values.Count("from", 0, int.MaxValue), values.Count("count", 50, 200));
        values.RequireAllRead();
        return new EpisodePageJson(run, id, at).Turns(run.Log.Read(at), from, count);
    }

    private WebAnswer Text(string id, string position, RequestValues values)
    {
        var (run, at) = Find(id, position);
        var (turn, part) = ((int?)values.Integer("turn", 0, int.MaxValue), values.Text("part") ?? throw new RequestException(400, "part: expected the name of a text, such as 'text' or 'instruction'."));
        values.RequireAllRead();
        return WebAnswer.Text(LongText.Find(run.Log.Read(at), turn, part));
    }

    private WebAnswer Tokens(string id, string position, string turn, RequestValues values)
    {
        var (run, at) = Find(id, position);
        var (from, count) = (values.Count("from", 0, int.MaxValue), values.Count("count", 4000, 20_000));
        values.RequireAllRead();
        var (record, index) = (run.Log.Read(at), RequestValues.PathNumber(turn, "turn"));
        var text = _tokenTexts.GetOrAdd(run.Folder, folder => new Lazy<Func<int, string>?>(() => tokenText(folder))).Value;
        return index >= 0 && index < record.Turns.Length ? new TokenStripJson(run, text).Of(record, (int)index, from, count)
            : throw new RequestException(404, $"There is no turn {index}: the episode has {record.Turns.Length}, counted from 0.");
    }

    private static WebAnswer Group(RunSource run, long group, RequestValues values)
    {
        var (step, phase) = ((int?)values.Integer("step", int.MinValue, int.MaxValue), values.Text("phase"));
        values.RequireAllRead();
        var members = EpisodeGroup.Read(run, group, step, phase);
        return members.Members.Count > 0 ? EpisodeRowJson.Group(members) : throw new RequestException(404, $"There is no episode of group {group}{(step is null && phase is null ? "" : " of that step and phase")}.");
    }

    private static async Task<WebAnswer> TreeAsync(RunSource run, RequestValues values, CancellationToken cancellation)
    {
        var group = values.Integer("group") ?? throw new RequestException(400, "group: expected the number of a group.");
        values.RequireAllRead();
        await LookAsync(run, cancellation);
        return EpisodeRowJson.Tree(EpisodeTree.Read(run, group));
    }

    private static async Task<WebAnswer> ImageAsync(RunSource run, string name, RequestValues values, CancellationToken cancellation)
    {
        var width = values.Count("width", 0, MaxThumbnail, min: 1);
        values.RequireAllRead();
        var png = ContentHash.TryParse(name, out var hash) ? await run.Images.ReadAsync(hash, width, cancellation)
            : throw new RequestException(404, $"There is no picture '{RequestValues.Short(name)}': expected 64 hexadecimal digits.");
        return new WebAnswer("image/png", png, WebAnswer.Forever);
    }

    private async Task<WebAnswer> CompareAsync(RequestValues values, CancellationToken cancellation)
    {
        var (a, b) = (Find(values.Text("a") ?? ""), Find(values.Text("b") ?? ""));
        var (stepA, stepB) = ((int?)values.Integer("step_a", int.MinValue, int.MaxValue), (int?)values.Integer("step_b", int.MinValue, int.MaxValue));
        var phase = values.Text("phase");
        values.RequireAllRead();
        return EpisodeRowJson.Comparison(await RunComparison.OfAsync(
            (a, new EpisodeFilter { Step = stepA, Phase = phase }), (b, new EpisodeFilter { Step = stepB, Phase = phase }), cancellation));
    }

    private RunSource Find(string id)
    {
        var all = runs.Runs;
        if (!int.TryParse(id, System.Globalization.NumberStyles.None, null, out var place) || place >= all.Count)
        {
            throw new RequestException(404, $"There is no run '{RequestValues.Short(id)}': there are {all.Count}, numbered from 0.");
        }

        all[place].Refresh();
        return all[place];
    }

    private (RunSource Run, int Position) Find(string id, string position)
    {
        var (run, at) = (Find(id), RequestValues.PathNumber(position, "episode"));
        return at >= 0 && at < run.Entries.Count ? (run, (int)at) : throw new RequestException(404, $"There is no episode at {at}: the run holds {run.Entries.Count}, counted from 0.");
    }

    private static RequestException Nothing(string path) => new(404, $"There is nothing at '{RequestValues.Short(path)}'.");
}
