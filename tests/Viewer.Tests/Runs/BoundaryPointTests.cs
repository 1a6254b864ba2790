using Agentic.Viewer.Runs;

namespace Agentic.Viewer.Tests.Runs;

public sealed class BoundaryPointTests
{
    [Fact]
    public void What_a_run_wrote_is_read()
    {
        var points = BoundaryPoint.Parse("""{"update":4,"boundary":[{"axis":"length","value":2,"success":0.5,"low":0.1,"high":0.9,"episodes":2,"trained":true}]}""");

        Assert.Equal([new BoundaryPoint("length", 2, 0.5, 0.1, 0.9, 2, true)], points);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"boundary":{}}""")]
    [InlineData("""{"boundary":[{"axis":"length"}]}""")]
    [InlineData("""{"boundary":[{"axis":"length","value":"two","success":0.5,"low":0.1,"high":0.9,"episodes":2,"trained":true}]}""")]
    [InlineData("""{"boundary":[{"axis":"length","value":2,"success":0.5,"low":0.1,"high":0.9,"episodes":2.5,"trained":true}]}""")]
    [InlineData("""{"boundary":[{"axis":"length","value":1e999,"success":0.5,"low":0.1,"high":0.9,"episodes":2,"trained":true}]}""")]
    public void What_is_no_table_is_none(string? text) => Assert.Empty(BoundaryPoint.Parse(text));
}
