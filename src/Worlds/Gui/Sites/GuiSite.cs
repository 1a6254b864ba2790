using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Worlds.Gui.Sites;

/// <summary>
/// A folder of pages with tasks: <c>ROOT/SITE/PAGE/index.html</c>. Makes and judges tasks without a browser, by the very scripts that
/// the page runs. Immutable and thread-safe.
/// </summary>
/// <example><code>
/// var site = GuiSite.Load("scenarios/gui", "mini");
/// var task = site.Generate("click-target", "", seed: 7, Difficulty.Default);
/// var verdict = site.Judge("click-target", "", task.Json, """{"hit":2}""");
/// </code></example>
public sealed class GuiSite
{
    private readonly FrozenDictionary<string, TaskModule> _modules;

    private GuiSite(string name, SiteFiles files, ImmutableArray<GuiPage> pages, FrozenDictionary<string, TaskModule> modules)
    {
        (Name, Files, Pages, _modules) = (name, files, pages, modules);
    }

    /// <summary>The site's folder.</summary>
    public string Name { get; }

    /// <summary>All files below the root: what a browser that shows the site may read.</summary>
    public SiteFiles Files { get; }

    /// <summary>The pages by name, in ordinal order.</summary>
    public ImmutableArray<GuiPage> Pages { get; }

    /// <summary>Reads the pages of a site and runs their task modules once.</summary>
    /// <param name="root">The folder that holds the sites and the kit.</param>
    /// <param name="name">The site's folder in it.</param>
    /// <exception cref="GuiSiteException">The folder has no pages, or a page's module is missing, broken, or without templates.</exception>
    public static GuiSite Load(string root, string name)
    {
        var files = new SiteFiles(root);
        var folder = Path.Combine(files.Root, name);
        string[] names = Directory.Exists(folder)
            ? [.. Directory.GetDirectories(folder).Select(page => Path.GetFileName(page)).Order(StringComparer.Ordinal)]
            : [];
        if (names.Length == 0)
        {
            throw new GuiSiteException(name, $"expected a folder of pages below '{files.Root}', but there is none.");
        }

        var modules = names.ToFrozenDictionary(page => page, page => Module(files, $"{name}/{page}/index.html"));
        return new GuiSite(name, files, [.. names.Select(page => PageDescription.Read(modules[page].Call("describe"), page, $"{name}/{page}/index.html"))], modules);
    }

    /// <summary>The page of that name.</summary>
    /// <exception cref="GuiSiteException">There is none.</exception>
    public GuiPage Page(string name) => Pages.FirstOrDefault(page => page.Name == name)
        ?? throw new GuiSiteException(
            $"{Name}/{name}", $"there is no such page; there are: {string.Join(", ", _modules.Keys.Order(StringComparer.Ordinal))}.{Suggestion.For(name, _modules.Keys)}");

    /// <summary>The template of that name on a page.</summary>
    /// <exception cref="GuiSiteException">There is no such page or template.</exception>
    public GuiTemplate Template(string page, string template)
    {
        var known = Page(page).Templates;
        return known.FirstOrDefault(one => one.Name == template) ?? throw new GuiSiteException(
            Page(page).Address,
            $"there is no template '{template}'; there are: {string.Join(", ", known.Select(one => $"'{one.Name}'"))}.{Suggestion.For(template, known.Select(one => one.Name))}");
    }

    /// <summary>Makes a task: a pure function of its arguments.</summary>
    /// <param name="page">The page.</param>
    /// <param name="template">The template, "" for the only one.</param>
    /// <param name="seed">Any number.</param>
    /// <param name="difficulty">Axes of the template; an absent one is at its easiest.</param>
    /// <exception cref="GuiSiteException">There is no such page or template, or its script failed.</exception>
    public GuiInstance Generate(string page, string template, ulong seed, Difficulty difficulty)
    {
        var axes = Template(page, template).Axes.ToDictionary(axis => axis.Name, axis => difficulty[axis]);
        var instance = _modules[page].Call("generate", template, seed.ToString(CultureInfo.InvariantCulture), JsonSerializer.Serialize(axes));
        return Read(page, template, instance);
    }

    /// <summary>Reads an instance, such as one written by hand: it must be one that the template can begin, judge and put into words.</summary>
    /// <exception cref="GuiSiteException">It is none, or there is no such page or template.</exception>
    public GuiInstance Read(string page, string template, string instanceJson)
    {
        _ = Template(page, template);
        using var read = JsonDocument.Parse(_modules[page].Call("read", template, instanceJson));
        var root = read.RootElement;
        return new GuiInstance(
            root.GetProperty("instance").GetString()!, root.GetProperty("goal").GetString()!, root.GetProperty("chance").GetDouble(),
            root.GetProperty("state").GetString()!);
    }

    /// <summary>The verdict on a state that the page has reported, live or recorded.</summary>
    /// <exception cref="GuiSiteException">Instance and state do not belong to the template, or there is no such page or template.</exception>
    public GuiVerdict Judge(string page, string template, string instanceJson, string stateJson)
    {
        _ = Template(page, template);
        using var read = JsonDocument.Parse(_modules[page].Call("judge", template, instanceJson, stateJson));
        var root = read.RootElement;
        var parts = root.GetProperty("parts").EnumerateObject().Select(part => KeyValuePair.Create(part.Name, part.Value.GetDouble()));
        return new GuiVerdict(
            root.GetProperty("done").GetBoolean(), root.GetProperty("success").GetBoolean(), Difficulty.Default.Values.SetItems(parts));
    }

    private static TaskModule Module(SiteFiles files, string address) => new(PageScripts.Read(files, address));
}
