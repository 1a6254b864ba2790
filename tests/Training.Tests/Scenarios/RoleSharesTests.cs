using Agentic.Training.Scenarios;

namespace Agentic.Training.Tests.Scenarios;

/// <summary>How demonstrations of several roles are mixed.</summary>
public sealed class RoleSharesTests
{
    private const string Search = "world: { name: search, options: { form: path } }\nself_play: {}\nwarm_start:";

    [Fact]
    public void A_round_holds_as_many_of_each_role_as_it_says()
    {
        Assert.Equal([0, 1, 2], new RoleShares().Round(3));
        Assert.Equal([1, 1, 1, 1, 2, 2], new RoleShares(0, 4, 2).Round(3));
        Assert.Equal([0], new RoleShares().Round(1));
    }

    [Fact]
    public void Shares_are_read_and_written_again()
    {
        var loaded = Read($"{Search} {{ roles: {{ proposer: 4, reader: 2 }} }}");
        Assert.Equal(new RoleShares(1, 4, 2), loaded.Scenario.WarmStart!.Roles);
        Assert.Equal(loaded.Scenario.WarmStart, Read(loaded.Values.ToYaml()).Scenario.WarmStart);
        Assert.Equal(new RoleShares(), Read("world: { name: search }\nwarm_start: { updates: 3 }").Scenario.WarmStart!.Roles);
    }

    [Theory]
    [InlineData($"{Search} {{ roles: {{ solver: 0, proposer: 0, reader: 0 }} }}", "warm_start.roles: are all 0, so that nobody would be imitated")]
    [InlineData($"{Search} {{ roles: {{ proposer: -1 }} }}", "warm_start.roles.proposer: must be a whole number from 0 to 1000, but is '-1'")]
    [InlineData("world: { name: search }\nwarm_start: { roles: { proposer: 2 } }", "warm_start: has roles, but one role is played")]
    public void What_cannot_be_used_is_refused(string yaml, string message) =>
        Assert.Contains(message, Assert.Throws<ScenarioException>(() => Read(yaml)).Message);

    private static LoadedScenario Read(string yaml) => ScenarioReader.Read(yaml, "s.yaml", ScenarioVocabulary.Default);
}
