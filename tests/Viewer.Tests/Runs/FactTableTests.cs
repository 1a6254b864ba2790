using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Viewer.Runs;

namespace Agentic.Viewer.Tests.Runs;

public sealed class FactTableTests
{
    [Fact]
    public void Facts_come_back_as_they_were()
    {
        var table = new FactTable();
        var facts = Enumerable.Range(0, 100).Select(index => new EpisodeFact(
            $"world-{index % 3}-{(ulong)index * 0x9E3779B97F4A7C15:x16}", (ulong)index, index * 2, index * 3, index % 2,
            Difficulty.Of(("size", index), (index % 2 == 0 ? "even\0" : "odd:1", index / 2.0)).Values)).ToArray();
        foreach (var fact in facts)
        {
            table.Add(0, fact);
        }

        table.Add(0, null);

        Assert.Equal(101, table.Count);
        Assert.Null(table.Find(100));
        Assert.Null(table.Find(101));
        for (var index = 0; index < facts.Length; index++)
        {
            var back = table.Find(index)!;
            Assert.Equal(facts[index] with { Features = back.Features }, back);
            Assert.Equal(facts[index].Features.AsEnumerable(), back.Features);
        }

        Assert.Equal((198, 297), table.Sizes()[99]);
        Assert.Equal((-1, -1), table.Sizes()[100]);
        Assert.Equal(34, table.HaveTask(id => id.Contains("WORLD-0", StringComparison.OrdinalIgnoreCase)).Count(hit => hit));
    }

    [Fact]
    public void What_was_read_before_a_cut_is_not_added_after_it()
    {
        var table = new FactTable();
        var fact = new EpisodeFact("a", 0, 1, 1, 0, ImmutableSortedDictionary<string, double>.Empty);
        table.Add(table.Generation, fact);
        table.Add(table.Generation, fact);
        var before = table.Generation;

        table.Truncate(1);
        table.Add(before, fact);
        Assert.Equal(1, table.Count);
        table.Add(table.Generation, fact with { Tokens = 5 });

        Assert.Equal(5, table.Find(1)!.Tokens);
        Assert.Equal("a", table.Find(1)!.Task);
    }

    [Fact]
    public void Names_without_end_are_not_kept()
    {
        var table = new FactTable();
        for (var index = 0; index < 10_000; index++)
        {
            table.Add(0, new EpisodeFact($"w{index}-1-0123456789abcdef", 0, index, 0, 0, Difficulty.Of(($"axis {index}", 1)).Values));
        }

        Assert.Equal("w0-1-0123456789abcdef", table.Find(0)!.Task);
        Assert.Equal("…-0123456789abcdef", table.Find(9999)!.Task);
        Assert.Equal(9999, table.Find(9999)!.Tokens);
        Assert.Empty(table.Find(9999)!.Features);
    }
}
