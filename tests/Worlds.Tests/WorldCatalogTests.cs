namespace Agentic.Worlds.Tests;

public sealed class WorldCatalogTests
{
    [Fact]
    public void Names_are_unique_and_in_lower_case()
    {
        Assert.Contains(WorldCatalog.All, entry => entry.Name == "maze");
        Assert.Equal(WorldCatalog.All.Length, WorldCatalog.All.Select(entry => entry.Name).Distinct().Count());
        Assert.All(WorldCatalog.All, entry => Assert.Equal(entry.Name, entry.Name.ToLowerInvariant()));
    }

    [Fact]
    public void A_mistyped_world_is_named_with_the_nearest()
    {
        var error = Assert.Throws<UnknownWorldException>(() => WorldCatalog.Find("maez"));
        Assert.Contains("Did you mean 'maze'?", error.Message);
        Assert.DoesNotContain("Did you mean", Assert.Throws<UnknownWorldException>(() => WorldCatalog.Find("chess")).Message);
    }

    [Theory]
    [InlineData("mod", "one_shot", "no option 'mod'", "Did you mean 'mode'?")]
    [InlineData("mode", "oneshot", "'mode' must be one of stepwise, one_shot, but is 'oneshot'", "Did you mean 'one_shot'?")]
    public void A_mistyped_option_is_refused_with_what_there_is(string option, string value, string problem, string suggestion)
    {
        var error = Assert.Throws<WorldOptionException>(() => WorldCatalog.Create("maze", new Dictionary<string, string> { [option] = value }));
        Assert.Equal(option, error.Option);
        Assert.Contains(problem, error.Message);
        Assert.Contains(suggestion, error.Message);
    }

    [Fact]
    public void Options_reach_the_kind() =>
        Assert.Equal(1, WorldCatalog.Create("maze", new Dictionary<string, string> { ["mode"] = "one_shot" }).Descriptor.MaxTurns);

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("maze", "", 4)]
    [InlineData("maze", "maez", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Distance_counts_edits_and_swaps(string left, string right, int edits) => Assert.Equal(edits, Suggestion.Distance(left, right));
}
