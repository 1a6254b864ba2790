using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds.Gui.Sites;

namespace Agentic.Worlds.Tests.Gui.Sites;

public sealed class GuiSiteTests
{
    public static TheoryData<string, string> Pages => Sites.Pages;

    [Fact]
    public void The_sites_are_as_large_as_promised()
    {
        Assert.True(Sites.Mini.Pages.Length >= 12);
        Assert.True(Sites.Apps.Pages.Length >= 6);
        Assert.All(Sites.Apps.Pages, page => Assert.True(page.Templates.Length >= 8, page.Name));
        Assert.All(Sites.Apps.Pages, page => Assert.Equal(["light", "dark", "compact"], page.Themes));
        Assert.All(Sites.Mini.Pages, page => Assert.Equal((160, 210), (page.Width, page.Height)));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_seed_gives_the_same_task_in_every_engine_thread_and_order(string siteName, string pageName)
    {
        var site = Sites.Of(siteName);
        var count = LongRun.Count(3, 100);
        foreach (var template in site.Page(pageName).Templates)
        {
            GuiInstance Make(int seed) => site.Generate(pageName, template.Name, (ulong)seed, Sites.Mixed(template, seed));
            var first = Enumerable.Range(0, count).Select(Make).ToArray();
            var again = new GuiInstance[count];
            Parallel.For(0, count, i => again[count - 1 - i] = Make(count - 1 - i));
            Assert.Equal(first, again);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Seeds_give_different_tasks_and_equal_tasks_are_in_one_split(string siteName, string pageName)
    {
        var site = Sites.Of(siteName);
        var count = LongRun.Count(12, 60);
        foreach (var template in site.Page(pageName).Templates)
        {
            var hardest = Difficulty.FromScalar(1, template.Axes);
            var tasks = Enumerable.Range(0, count).Select(seed => site.Generate(pageName, template.Name, (ulong)seed, hardest).Json).ToArray();
            Assert.True(tasks.Distinct().Count() >= count - (count / 12), $"{pageName}/{template.Name}: only {tasks.Distinct().Count()} of {count} seeds differ.");
            Assert.All(tasks.GroupBy(task => task), same => Assert.Single(same.Select(Splits.Of).Distinct()));
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_task_that_is_read_is_the_task_that_was_made(string siteName, string pageName)
    {
        var site = Sites.Of(siteName);
        foreach (var template in site.Page(pageName).Templates)
        {
            var made = site.Generate(pageName, template.Name, 5, Difficulty.Default);
            Assert.Equal(made, site.Read(pageName, template.Name, made.Json));
            Assert.InRange(made.Chance, 0, 0.5);
            var verdict = site.Judge(pageName, template.Name, made.Json, made.FirstState);
            Assert.False(verdict.Done || verdict.Success);
        }
    }

    [Fact]
    public void A_larger_seed_than_a_double_holds_is_not_rounded()
    {
        // 2^53 and 2^53 + 1 are one and the same as doubles.
        var even = Sites.Mini.Generate("click-target", "", 1UL << 53, Difficulty.Default);
        var odd = Sites.Mini.Generate("click-target", "", (1UL << 53) + 1, Difficulty.Default);
        Assert.NotEqual(even, odd);
    }

    [Fact]
    public void A_place_among_the_shapes_is_worth_what_the_module_says()
    {
        const string Task = """{"shapes":[{"color":"red","shape":"circle","x":4,"y":4},{"color":"blue","shape":"square","x":80,"y":80}],"size":36,"target":1}""";
        var read = Sites.Mini.Read("click-target", "", Task);
        Assert.Equal("Click the blue square.", read.Goal);
        Assert.Equal(0.5, read.Chance);
        Assert.True(Sites.Mini.Judge("click-target", "", Task, """{"hit":1}""").Success);
        Assert.Equal((true, false), Ends(Sites.Mini.Judge("click-target", "", Task, """{"hit":0}""")));
        Assert.Equal((false, false), Ends(Sites.Mini.Judge("click-target", "", Task, """{"hit":null}""")));
    }

    [Fact]
    public void Unknown_pages_and_templates_are_named_with_the_nearest()
    {
        Assert.Contains("Did you mean 'click-target'?", Assert.Throws<GuiSiteException>(() => Sites.Mini.Page("click-taget")).Message, StringComparison.Ordinal);
        var error = Assert.Throws<GuiSiteException>(() => Sites.Apps.Generate("mail", "star-mial", 1, Difficulty.Default));
        Assert.Contains("Did you mean 'star-mail'?", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{"shapes":"many","target":0}""")]
    [InlineData("""{"shapes":[],"target":null,"size":36}""")]
    [InlineData("""{"shapes":[{"color":"red","shape":"circle","x":"4","y":4}],"target":0,"size":36}""")]
    [InlineData("""{"shapes":[{"color":"red","shape":"circle","x":4,"y":4,"z":4}],"target":0,"size":36}""")]
    [InlineData("""{"shapes":[{"color":"red","shape":"circle","x":4,"y":4}],"target":1,"size":36}""")]
    public void An_instance_that_cannot_be_played_is_a_typed_error(string instance) =>
        Assert.Throws<GuiSiteException>(() => Sites.Mini.Read("click-target", "", instance));

    [Theory]
    [InlineData("../apps.js")]
    [InlineData("/../../README.md")]
    [InlineData("mini/../../../Agentic.sln")]
    [InlineData("mini\\click-target\\index.html")]
    [InlineData("mini/click-target/")]
    [InlineData("mini/click-target")]
    [InlineData("")]
    public void Nothing_outside_the_sites_is_served(string path) => Assert.Null(Sites.Mini.Files.TryRead(path));

    private static (bool, bool) Ends(GuiVerdict verdict) => (verdict.Done, verdict.Success);
}
