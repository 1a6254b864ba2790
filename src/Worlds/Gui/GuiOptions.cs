using System.Collections.Immutable;
using System.Globalization;
using Agentic.Agents;
using Agentic.Worlds.Gui.Actions;
using Agentic.Worlds.Gui.Browsers;

namespace Agentic.Worlds.Gui;

/// <summary>The choices of a graphical world.</summary>
public sealed record GuiOptions
{
    /// <summary>Every page or template in turn, chosen by the seed.</summary>
    public const string Every = "all";

    /// <summary>The site of a local MiniWoB++ checkout.</summary>
    public const string Miniwob = "miniwob";

    /// <summary>Different for each seed.</summary>
    public const string Mixed = "mixed";

    private static readonly WorldOption SiteOption = new("site", ["mini", "apps", Miniwob], "small tasks, small applications, or a local MiniWoB++ checkout");
    private static readonly WorldOption PageOption = new("page", [Every], "a page of the site, or all of them", IsFree: true);
    private static readonly WorldOption TemplateOption = new("template", [Every], "a kind of task on the page, or all of them", IsFree: true);
    private static readonly WorldOption MiniwobOption = new("miniwob", [""], "the html folder of a MiniWoB++ checkout, for site miniwob", IsFree: true);
    private static readonly WorldOption ThemeOption = new("theme", ["light", "dark", "compact", Mixed], "how pages look, where they can; mixed takes one by the seed");
    private static readonly WorldOption DialectOption = new("dialect", ActionDialects.Names, "how actions are written, and what their points count");
    private static readonly WorldOption CellOption = new("cell", ["10", "6", "8", "16", "20", "32"], "CSS pixels of a cell of the short dialects");
    private static readonly WorldOption ScaleOption = new("scale", ["1", "2", "3", "4"], "picture pixels for one CSS pixel");
    private static readonly WorldOption ResizeOption = new("resize", ["1", "28", "32"], "multiples to which the policy's image processor rounds the picture: pixel points of gui_libra, qwen and ui_tars count in that picture");
    private static readonly WorldOption PictureOption = new("picture", ["png", "jpeg", "none"], "the screenshot: exact, faster for large pages, or none");
    private static readonly WorldOption MarksOption = new("marks", ["off", "on"], "numbers drawn on what can be clicked");
    private static readonly WorldOption ElementsOption = new("elements", ["off", "on"], "a list of what can be clicked, with identifiers and boxes");
    private static readonly WorldOption OutlineOption = new("outline", ["off", "on"], "the page as a tree of text");
    private static readonly WorldOption GoalOption = new("goal", ["on", "off"], "the instruction as text; mini pages show it in the picture as well");
    private static readonly WorldOption RewardOption = new("reward", ["binary", "raw", "time_scaled"], "for MiniWoB++: 1 for any success, what the page pays, or that times the share of time left");
    private static readonly WorldOption TimeOption = new("step_ms", ["100", "0", "16", "50", "250", "500", "1000"], "milliseconds of the page's time that each action takes");

    /// <summary>All of them, as the descriptor lists them.</summary>
    public static ImmutableArray<WorldOption> All { get; } =
    [
        SiteOption, PageOption, TemplateOption, MiniwobOption, ThemeOption, DialectOption, CellOption, ScaleOption, ResizeOption, PictureOption, MarksOption,
        ElementsOption, OutlineOption, GoalOption, RewardOption, TimeOption,
    ];

    /// <summary>The site.</summary>
    public required string Site { get; init; }

    /// <summary>The page, or <see cref="Every"/>.</summary>
    public required string Page { get; init; }

    /// <summary>The template, or <see cref="Every"/>.</summary>
    public required string Template { get; init; }

    /// <summary>The html folder of a MiniWoB++ checkout, or "".</summary>
    public required string MiniwobFolder { get; init; }

    /// <summary>The theme, or <see cref="Mixed"/>.</summary>
    public required string Theme { get; init; }

    /// <summary>The dialect's name.</summary>
    public required string Dialect { get; init; }

    /// <summary>Cell size in CSS pixels.</summary>
    public required int Cell { get; init; }

    /// <summary>Picture pixels for one CSS pixel.</summary>
    public required int Scale { get; init; }

    /// <summary>What the picture's sides are rounded to.</summary>
    public required int Resize { get; init; }

    /// <summary><c>png</c>, <c>jpeg</c> or <c>none</c>.</summary>
    public required string Picture { get; init; }

    /// <summary>Whether marks are drawn.</summary>
    public required bool HasMarks { get; init; }

    /// <summary>Whether elements are listed.</summary>
    public required bool HasElements { get; init; }

    /// <summary>Whether the page is outlined.</summary>
    public required bool HasOutline { get; init; }

    /// <summary>Whether the instruction is said.</summary>
    public required bool HasGoal { get; init; }

    /// <summary><c>binary</c>, <c>raw</c> or <c>time_scaled</c>.</summary>
    public required string Reward { get; init; }

    /// <summary>Page time of a step in milliseconds.</summary>
    public required int StepMilliseconds { get; init; }

    /// <summary>Whether the page must list its elements.</summary>
    public bool NeedsElements => HasMarks || HasElements || HasOutline || Dialect == "browsergym";

    /// <summary>The options by name; those left out take their default. Names and closed values have been checked.</summary>
    public static GuiOptions From(IReadOnlyDictionary<string, string> options)
    {
        return new GuiOptions
        {
            Site = Chosen(SiteOption),
            Page = MiniwobTasks.Plain(Chosen(PageOption)),
            Template = Chosen(TemplateOption),
            MiniwobFolder = Chosen(MiniwobOption),
            Theme = Chosen(ThemeOption),
            Dialect = Chosen(DialectOption),
            Cell = Number(CellOption),
            Scale = Number(ScaleOption),
            Resize = Number(ResizeOption),
            Picture = Chosen(PictureOption),
            HasMarks = Chosen(MarksOption) == "on",
            HasElements = Chosen(ElementsOption) == "on",
            HasOutline = Chosen(OutlineOption) == "on",
            HasGoal = Chosen(GoalOption) == "on",
            Reward = Chosen(RewardOption),
            StepMilliseconds = Number(TimeOption),
        };

        string Chosen(WorldOption option) => options.GetValueOrDefault(option.Name, option.Values[0]);
        int Number(WorldOption option) => int.Parse(Chosen(option), CultureInfo.InvariantCulture);
    }

    /// <summary>How a page of that size is seen.</summary>
    public PageLook Look((int Width, int Height) page) => new(page.Width, page.Height, Scale);

    /// <summary>How points on a page of that size are counted.</summary>
    public CoordinateFrame Frame((int Width, int Height) page) => CoordinateFrame.Of(ActionDialects.Unit(Dialect), page, Scale, Resize);
}
