using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Gui.Sites;

namespace Agentic.Worlds.Tests.Gui.Sites;

/// <summary>A site folder with one mistake each: the error names the file and says what is wrong.</summary>
public sealed class GuiSiteFaultTests : IDisposable
{
    private const string Html = """
        <div id="area"></div>
        <script src="../../kit/random.js" data-module></script>
        <script src="../../kit/canonical.js" data-module></script>
        <script src="../../kit/shape.js" data-module></script>
        <script src="../../kit/tasks.js" data-module></script>
        <script src="task.js" data-module></script>
        """;

    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_sound_page_loads_and_makes_tasks()
    {
        Write(Module("({ n: random.below(10) })"));
        Assert.Matches("^\\{\"n\":[0-9]\\}$", Load().Generate("page", "", 1, Difficulty.Default).Json);
    }

    [Fact]
    public void A_site_without_pages_is_refused() =>
        Assert.Equal("site", Assert.Throws<GuiSiteException>(() => GuiSite.Load(_root.Path, "site")).File);

    [Fact]
    public void A_missing_module_is_named() => Expect(Html, null, "site/page/task.js", "there is none");

    [Fact]
    public void A_page_without_html_is_named()
    {
        Directory.CreateDirectory(_root.File("site", "page"));
        Assert.Equal("site/page/index.html", Assert.Throws<GuiSiteException>(Load).File);
    }

    [Fact]
    public void A_page_that_marks_no_module_is_named() => Expect("<script src=\"task.js\"></script>", Module("({})"), "site/page/index.html", "data-module");

    [Fact]
    public void A_script_outside_the_root_is_refused() =>
        Expect("<script src=\"../../../secret.js\" data-module></script>", Module("({})"), "site/page/index.html", "below the root");

    [Fact]
    public void A_module_that_is_not_a_script_is_named_with_its_line() => Expect(Html, "\n\nagentic.page({{{", "site/page/task.js", "line 3");

    [Fact]
    public void A_module_that_declares_nothing_is_named() => Expect(Html, "// nothing", "site/page/task.js", "agentic.page");

    [Fact]
    public void A_page_without_templates_is_named() =>
        Expect(Html, "agentic.page({ name: \"page\", title: \"T\", width: 1, height: 1, templates: {} });", "site/page/index.html", "at least one template");

    [Fact]
    public void A_page_named_unlike_its_folder_is_named() =>
        Expect(Html, Module("({})").Replace("\"page\"", "\"other\"", StringComparison.Ordinal), "site/page/index.html", "'other'");

    [Fact]
    public void A_field_of_the_wrong_kind_is_named() =>
        Expect(Html, Module("({})").Replace("turns: 3", "turns: \"few\"", StringComparison.Ordinal), "site/page/index.html", "'turns'");

    [Theory]
    [InlineData("(() => { throw new Error(\"no idea\"); })()", "no idea")]
    [InlineData("(() => { while (true) { } })()", "statements")]
    [InlineData("(() => { for (;;); })()", "did not end")]
    [InlineData("(() => { const f = () => f(); return f(); })()", "")]
    [InlineData("(() => { const all = []; while (true) all.push(\"x\".repeat(1 << 20)); })()", "MiB")]
    [InlineData("({ n: Math.random() })", "Math.random")]
    [InlineData("({ n: Date.now() })", "clock")]
    [InlineData("({ n: 0 / 0 })", "finite")]
    [InlineData("undefined", "")]
    public void A_generate_that_goes_wrong_names_the_module(string body, string reason)
    {
        Write(Module(body));
        var site = Load();
        var error = Assert.Throws<GuiSiteException>(() => site.Generate("page", "", 1, Difficulty.Default));
        Assert.EndsWith(".js", error.File, StringComparison.Ordinal);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);

        // And the next call is not disturbed by what the failed one left.
        Assert.Throws<GuiSiteException>(() => site.Generate("page", "", 2, Difficulty.Default));
    }

    private static string Module(string body) => $$"""
        agentic.page({ name: "page", title: "T", width: 160, height: 210, templates: { "": {
          about: "A.", turns: 3, axes: {}, chance: () => 0, generate: (random) => {{body}}, goal: () => "Do.", begin: () => ({}), judge: () => ({ done: false, success: false }),
        } } });
        """;

    private void Expect(string html, string? module, string file, string reason)
    {
        Write(module, html);
        var error = Assert.Throws<GuiSiteException>(Load);
        Assert.Equal(file, error.File);
        Assert.Contains(reason, error.Reason, StringComparison.Ordinal);
    }

    private void Write(string? module, string html = Html)
    {
        Directory.CreateDirectory(_root.File("site", "page"));
        Directory.CreateDirectory(_root.File("kit"));
        foreach (var kit in new[] { "random.js", "canonical.js", "shape.js", "tasks.js" })
        {
            File.Copy(Path.Combine(Sites.Root, "kit", kit), _root.File("kit", kit));
        }

        File.WriteAllText(_root.File("site", "page", "index.html"), html);
        if (module is not null)
        {
            File.WriteAllText(_root.File("site", "page", "task.js"), module);
        }
    }

    private GuiSite Load() => GuiSite.Load(_root.Path, "site");
}
