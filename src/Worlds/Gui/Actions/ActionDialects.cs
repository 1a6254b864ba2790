using System.Collections.Immutable;

namespace Agentic.Worlds.Gui.Actions;

/// <summary>The dialects by name, and the unit of their points.</summary>
public static class ActionDialects
{
    /// <summary>Names for scenarios: the dialect, and where it matters the unit. The first is the default.</summary>
    public static ImmutableArray<string> Names { get; } = ["short", "short_click", "gui_libra", "gui_libra_1000", "qwen", "qwen_1000", "ui_tars", "ui_tars_pixels", "browsergym"];

    /// <summary>A dialect for a page.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="page">Viewport in CSS pixels.</param>
    /// <param name="cell">Cell size of the short dialect in CSS pixels.</param>
    public static IActionDialect Create(string name, (int Width, int Height) page, int cell) => name switch
    {
        "short" => new ShortDialect(cell, page, isClickOnly: false),
        "short_click" => new ShortDialect(cell, page, isClickOnly: true),
        "gui_libra" or "gui_libra_1000" => new GuiLibraDialect(),
        "qwen" or "qwen_1000" => new QwenDialect(),
        "ui_tars" or "ui_tars_pixels" => new UiTarsDialect(),
        _ => new BrowserGymDialect(),
    };

    /// <summary>What points count in a dialect.</summary>
    public static PointUnit Unit(string name) => name switch
    {
        "gui_libra" or "qwen" or "ui_tars_pixels" => PointUnit.PicturePixels,
        "gui_libra_1000" or "qwen_1000" or "ui_tars" => PointUnit.Thousandths,
        _ => PointUnit.PagePixels,
    };
}
