using System.Text.RegularExpressions;

namespace Agentic.Architecture.Tests;

public sealed partial class StyleTests
{
    private const int LongestFile = 400;

    [Fact]
    public void No_file_is_longer_than_400_lines() =>
        Assert.DoesNotContain(Repository.Sources("src", "tests"), file => Repository.Read(file).Count(letter => letter == '\n') > LongestFile);

    [Fact]
    public void No_file_speaks_of_the_place_where_it_was_written() =>
        Assert.DoesNotContain(Repository.Sources("src", "tests").Concat(Documents()), file =>
            file != "tests/Architecture.Tests/StyleTests.cs" && Workplace().IsMatch(Repository.Read(file)));

    [Fact]
    public void No_work_is_left_behind_in_a_comment() =>
        Assert.DoesNotContain(Repository.Sources("src"), file => Leftover().IsMatch(Repository.Read(file)));

    // Warnings are switched off in .editorconfig, with a reason, or not at all.
    [Fact]
    public void No_warning_is_switched_off_in_a_file() =>
        Assert.DoesNotContain(Repository.Sources("src", "tests"), file =>
            file != "tests/Architecture.Tests/StyleTests.cs" && Repository.Read(file).Contains("#pragma warning disable", StringComparison.Ordinal));

    [Fact]
    public void Classes_are_sealed_static_or_abstract() =>
        Assert.Empty(Repository.Sources("src").SelectMany(file => OpenClass().Matches(Repository.Read(file)).Select(match => $"{file}: {match.Value.Trim()}")));

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Repository.Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "scenarios"), "*.yaml", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file));

    [GeneratedRegex(@"/work/|/root/|/home/\w|this session|\bworktree\b", RegexOptions.IgnoreCase)]
    private static partial Regex Workplace();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b")]
    private static partial Regex Leftover();

    // A line that ends with a colon opens a class of Python, in a script that a world brings along.
    [GeneratedRegex(@"^ *(?:public |internal |private |protected )*(?:partial )?(?:class|record)(?! struct) \w+(?!.*:$)", RegexOptions.Multiline)]
    private static partial Regex OpenClass();
}
