using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Gui.Sites;

namespace Agentic.Worlds.Tests.Gui.Sites;

/// <summary>The product's own sites, read once.</summary>
internal static class Sites
{
    /// <summary>The folder that holds the kit and the sites.</summary>
    public static string Root { get; } = FindRoot();

    private static readonly Lazy<GuiSite> LazyMini = new(() => GuiSite.Load(Root, "mini"));
    private static readonly Lazy<GuiSite> LazyApps = new(() => GuiSite.Load(Root, "apps"));

    /// <summary>The mini tasks.</summary>
    public static GuiSite Mini => LazyMini.Value;

    /// <summary>The applications.</summary>
    public static GuiSite Apps => LazyApps.Value;

    /// <summary>Both.</summary>
    public static IReadOnlyList<GuiSite> All => [Mini, Apps];

    /// <summary>Every site and page, for theories.</summary>
    public static TheoryData<string, string> Pages => [.. All.SelectMany(site => site.Pages.Select(page => (site.Name, page.Name)))];

    /// <summary>Every second page, all in long runs.</summary>
    public static TheoryData<string, string> SomePages => [.. All.SelectMany(site => site.Pages.Where((_, at) => at % LongRun.Count(2, 1) == 0).Select(page => (site.Name, page.Name)))];

    /// <summary>Templates of a page that are played at random: every third of them, all in long runs.</summary>
    public static IEnumerable<GuiTemplate> Tried(GuiPage page) => page.Templates.Where((_, at) => at % LongRun.Count(3, 1) == 0);

    /// <summary>The site of that name.</summary>
    public static GuiSite Of(string name) => name == "mini" ? Mini : Apps;

    /// <summary>The difficulty of a seed: each axis wanders over its range on its own.</summary>
    public static Difficulty Mixed(GuiTemplate template, int seed) => Difficulty.Of([.. template.Axes.Select((axis, i) =>
        (axis.Name, axis.Min + (((seed * 7) + (i * 3)) % 11 / 10.0 * (axis.Max - axis.Min))))]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Agentic.sln")))
            {
                return Path.Combine(folder.FullName, "scenarios", "gui");
            }
        }

        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds Agentic.sln.");
    }
}
