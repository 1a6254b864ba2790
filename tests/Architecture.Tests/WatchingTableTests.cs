using System.Text.RegularExpressions;

namespace Agentic.Architecture.Tests;

/// <summary>The table of the viewer's features names tests; they exist.</summary>
public sealed partial class WatchingTableTests
{
    [Fact]
    public void Every_feature_of_the_table_names_a_test_that_there_is()
    {
        var readme = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));
        var rows = Row().Matches(readme);
        Assert.Equal(Enumerable.Range(1, 15), rows.Select(row => int.Parse(row.Groups["number"].Value)));
        foreach (Match row in rows)
        {
            var names = Name().Matches(row.Groups["tests"].Value);
            Assert.NotEmpty(names);
            foreach (Match name in names)
            {
                var file = Assert.Single(Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), $"{name.Groups["file"].Value}.cs", SearchOption.AllDirectories));
                Assert.Matches($@"\[(Fact|Theory)\][^;]*\b{name.Groups["method"].Value}\(", File.ReadAllText(file));
            }
        }
    }

    [GeneratedRegex(@"^\| (?<number>\d+) \|[^|]+\|[^|]+\|(?<tests>[^|]+)\|\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<file>\w+)\.(?<method>\w+)`")]
    private static partial Regex Name();
}
