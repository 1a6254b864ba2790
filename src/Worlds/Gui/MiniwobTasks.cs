using System.Collections.Immutable;

namespace Agentic.Worlds.Gui;

/// <summary>What is known of the MiniWoB++ tasks; the pages themselves come from a checkout.</summary>
public static class MiniwobTasks
{
    private static readonly string[] Families =
    [
        "ascending-numbers", "bisect-angle", "book-flight -nodelay", "button-delay", "buy-ticket", "chase-circle", "choose-date -easy -medium -nodelay",
        "choose-list", "circle-center", "click-button -sequence", "click-checkboxes -large -soft -transfer",
        "click-collapsible -2 -2-nodelay -nodelay", "click-color", "click-dialog -2", "click-link", "click-menu -2", "click-option", "click-pie -nodelay",
        "click-scroll-list", "click-shades", "click-shape", "click-tab -2 -2-easy -2-hard -2-medium", "click-test -2 -transfer", "click-widget",
        "copy-paste -2", "count-shape", "count-sides", "daily-calendar", "drag-box", "drag-circle", "drag-cube", "drag-items -grid", "drag-shapes -2",
        "drag-single-shape", "drag-sort-numbers", "draw-circle", "draw-line",
        "email-inbox -delete -forward -forward-nl -forward-nl-turk -important -nl-turk -noscroll -reply -star-reply", "enter-date", "enter-password",
        "enter-text -2 -dynamic", "enter-time", "find-greatest", "find-midpoint", "find-word", "focus-text -2", "form-sequence -2 -3", "generate-number",
        "grid-coordinate", "guess-number", "highlight-text -2", "hot-cold", "hover-shape", "identify-shape", "login-user -popup", "moving-items",
        "multi-layouts", "multi-orderings", "navigate-tree", "number-checkboxes", "odd-or-even", "order-food", "phone-book", "read-table -2",
        "resize-textarea", "right-angle", "scroll-text -2", "search-engine", "sign-agreement", "simon-says", "simple-algebra", "simple-arithmetic",
        "social-media -all -some", "stock-market", "terminal", "text-editor", "text-transform", "tic-tac-toe", "unicode-test",
        "use-autocomplete -nodelay", "use-colorwheel -2", "use-slider -2", "use-spinner", "visual-addition",
    ];

    // Their pages change by themselves: the page's own clock, which moves only with steps, decides.
    private static readonly string[] Timed = ["chase-circle", "moving-items", "button-delay", "stock-market", "simon-says", "hot-cold"];

    /// <summary>The published names, in ordinal order.</summary>
    public static ImmutableArray<string> Published { get; } = [.. Families.SelectMany(family =>
    {
        var words = family.Split(' ');
        return words.Skip(1).Select(variant => words[0] + variant).Prepend(words[0]);
    }).Order(StringComparer.Ordinal)];

    /// <summary>Whether the page changes without an action.</summary>
    public static bool IsTimed(string name) => Timed.Contains(name);

    /// <summary>Viewport in CSS pixels: the flight sites are telephones, all others 160 × 210.</summary>
    public static (int Width, int Height) Viewport(string name) => IsFlight(name) ? (375, 667) : (160, 210);

    /// <summary>Whether the page is one of the flight sites, which work only over HTTP; here all do.</summary>
    public static bool IsFlight(string name) => name.StartsWith("flight.", StringComparison.Ordinal);

    /// <summary>The bare name of <c>browsergym/miniwob.NAME</c> and <c>miniwob/NAME-v1</c>; other names as they are.</summary>
    public static string Plain(string name)
    {
        const string BrowserGym = "browsergym/miniwob.";
        const string Gymnasium = "miniwob/";
        return name.StartsWith(BrowserGym, StringComparison.Ordinal) ? name[BrowserGym.Length..]
            : name.StartsWith(Gymnasium, StringComparison.Ordinal) ? name[Gymnasium.Length..].Replace("-v1", "", StringComparison.Ordinal)
            : name;
    }
}
