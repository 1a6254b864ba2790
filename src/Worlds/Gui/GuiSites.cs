using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Worlds.Gui.Browsers;
using Agentic.Worlds.Gui.Sites;

namespace Agentic.Worlds.Gui;

/// <summary>The pages that a kind plays on: found on disk when first asked for. Thread-safe.</summary>
internal sealed class GuiSites
{
    private readonly GuiOptions _options;
    private readonly Lazy<GuiSite> _site;
    private readonly Lazy<InlinedPages> _pages;
    private readonly Lazy<MiniwobFolder> _miniwob;

    /// <summary>The pages of the chosen site.</summary>
    /// <param name="options">Which site, page and template.</param>
    public GuiSites(GuiOptions options)
    {
        _options = options;
        _site = new Lazy<GuiSite>(() => GuiSite.Load(Root(), options.Site));
        _pages = new Lazy<InlinedPages>(() => new InlinedPages(Site.Files));
        _miniwob = new Lazy<MiniwobFolder>(() => MiniwobFolder.Open(options.MiniwobFolder));
    }

    /// <summary>Whether pages come from a MiniWoB++ checkout.</summary>
    public bool IsMiniwob => _options.Site == GuiOptions.Miniwob;

    /// <summary>Our own site.</summary>
    public GuiSite Site => _site.Value;

    /// <summary>Names of the pages that are in play.</summary>
    /// <exception cref="WorldOptionException">The page that was chosen is none of the site's.</exception>
    public ImmutableArray<string> Pages()
    {
        ImmutableArray<string> all = IsMiniwob ? _miniwob.Value.Tasks : [.. Site.Pages.Select(page => page.Name)];
        return _options.Page == GuiOptions.Every ? all
            : all.Contains(_options.Page) ? [_options.Page]
            : throw WorldOptionException.UnknownValue(GuiTask.World, "page", _options.Page, [.. all.Prepend(GuiOptions.Every)]);
    }

    /// <summary>Templates of a page that are in play.</summary>
    /// <exception cref="WorldOptionException">The template that was chosen is none of the page's.</exception>
    public ImmutableArray<GuiTemplate> Templates(string page)
    {
        var all = Site.Page(page).Templates;
        return _options.Template == GuiOptions.Every ? all
            : [all.FirstOrDefault(template => template.Name == _options.Template)
                ?? throw WorldOptionException.UnknownValue(GuiTask.World, "template", _options.Template, [.. all.Select(template => template.Name).Prepend(GuiOptions.Every)])];
    }

    /// <summary>Viewport of a page in CSS pixels.</summary>
    public (int Width, int Height) Viewport(string page) =>
        IsMiniwob ? MiniwobTasks.Viewport(page) : (Site.Page(page).Width, Site.Page(page).Height);

    /// <summary>The path at which the browser asks for a page.</summary>
    public string Address(string page) => IsMiniwob ? MiniwobFolder.Address(page) : Site.Page(page).Address;

    /// <summary>Answers the browser.</summary>
    public PageFile? Read(string path) => IsMiniwob
        ? _miniwob.Value.Read(path)
        : _pages.Value.Read(path);

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var sites = Path.Combine(folder.FullName, "scenarios", "gui");
            if (Directory.Exists(Path.Combine(sites, "kit")))
            {
                return sites;
            }
        }

        throw new GuiSiteException("kit", $"expected the folder scenarios/gui in a folder above {AppContext.BaseDirectory}, but there is none. Run the program from a checkout.");
    }
}
