using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Worlds.Gui.Sites;

namespace Agentic.Worlds.Gui;

/// <summary>Makes and reads tasks without a browser. Pure and thread-safe.</summary>
/// <param name="sites">The pages.</param>
/// <param name="options">Which of them, and their theme.</param>
internal sealed class GuiTaskMaker(GuiSites sites, GuiOptions options)
{
    /// <summary>The axis by which a kind that plays several templates is made harder.</summary>
    public static readonly DifficultyAxis Level = new("level", 0, 1, 0, "0: every axis of the template at its easiest, 1: at its hardest", IsInteger: false);

    private const int MaxSeed = int.MaxValue;

    /// <summary>The directions in which the tasks in play get harder: the template's own where there is one only.</summary>
    public ImmutableArray<DifficultyAxis> Axes() => Only() is { } template ? template.Axes : sites.IsMiniwob ? [] : [Level];

    /// <summary>Turns that are enough for any task in play.</summary>
    public int Turns() => sites.IsMiniwob ? 10 : sites.Pages().SelectMany(page => sites.Templates(page)).Max(template => template.Turns);

    /// <summary>A task by seed.</summary>
    public TaskInstance Generate(ulong seed, Difficulty difficulty)
    {
        var random = RandomKey.FromSeed(seed).Derive(GuiTask.World).Stream();
        var pages = sites.Pages();
        var page = pages[random.NextInt(pages.Length)];
        if (sites.IsMiniwob)
        {
            var pageSeed = (uint)random.NextInt(MaxSeed);
            return new GuiTask(options.Site, page, "", "", "", pageSeed).ToInstance(seed, Difficulty.Default.Values);
        }

        var templates = sites.Templates(page);
        var template = templates[random.NextInt(templates.Length)];
        var themes = sites.Site.Page(page).Themes;
        var theme = options.Theme == GuiOptions.Mixed ? themes[random.NextInt(themes.Length)] : themes.Contains(options.Theme) ? options.Theme : themes[0];
        var chosen = Only() is null ? Difficulty.FromScalar(difficulty[Level], template.Axes) : difficulty;
        return Instance(page, template, sites.Site.Generate(page, template.Name, random.NextBits(), chosen), theme, seed);
    }

    /// <summary>A task by its explicit state.</summary>
    /// <exception cref="TaskFormatException">A field is missing, unknown or wrong.</exception>
    public TaskInstance Read(JsonElement state)
    {
        var json = new TaskJson(GuiTask.World, state, GuiTask.Fields.Select(field => field.Field));
        json.Choice("site", [options.Site]);
        var page = json.Choice("page", sites.Pages());
        if (sites.IsMiniwob)
        {
            return new GuiTask(options.Site, page, "", "", "", (uint)json.Integer("seed", 0, MaxSeed)).ToInstance(0, Difficulty.Default.Values);
        }

        var templates = sites.Templates(page);
        var name = json.Choice("template", [.. templates.Select(template => template.Name)], templates.Length == 1 ? templates[0].Name : null);
        var theme = json.Choice("theme", sites.Site.Page(page).Themes, sites.Site.Page(page).Themes[0]);
        try
        {
            return Instance(page, templates.First(template => template.Name == name), sites.Site.Read(page, name, json.Object("instance")), theme, seed: 0);
        }
        catch (GuiSiteException error)
        {
            throw json.Invalid("instance", "one that the template can begin and judge", error.Reason);
        }
    }

    private GuiTemplate? Only()
    {
        var isOne = !sites.IsMiniwob && options.Page != GuiOptions.Every && sites.Templates(sites.Pages()[0]).Length == 1;
        return isOne ? sites.Templates(options.Page)[0] : null;
    }

    private TaskInstance Instance(string page, GuiTemplate template, GuiInstance instance, string theme, ulong seed) =>
        new GuiTask(options.Site, page, template.Name, instance.Json, theme, 0)
            .ToInstance(seed, Difficulty.Of(("chance", instance.Chance), ("turns", template.Turns)).Values);
}
