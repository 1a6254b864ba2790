using System.Text;
using Agentic.Testing;
using Agentic.Viewer.Runs;

namespace Agentic.Viewer.Tests.Runs;

public sealed class JsonLinesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _lines = [];
    private readonly List<long> _places = [];
    private int _restarts;

    private string File => _folder.File("lines.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_what_was_appended_is_read_again()
    {
        var lines = new JsonLines(File);
        Assert.Empty(Look(lines));
        System.IO.File.WriteAllText(File, "one\ntwo\r\n\nthr");
        Assert.Equal(["one", "two"], Look(lines));
        Assert.Empty(Look(lines));
        System.IO.File.AppendAllText(File, "ee\nfour\n");
        Assert.Equal(["three", "four"], Look(lines));
        Assert.Equal([10, 16], _places);
        Assert.Equal(0, _restarts);
    }

    [Fact]
    public void A_file_that_was_cut_and_went_on_is_read_anew()
    {
        var lines = new JsonLines(File);
        System.IO.File.WriteAllText(File, "one\ntwo\nthree\n");
        Look(lines);
        System.IO.File.WriteAllText(File, "one\nanother\nof many\n");
        Assert.Equal(["one", "another", "of many"], Look(lines));
        System.IO.File.WriteAllText(File, "one\n");
        Assert.Equal(["one"], Look(lines));
        System.IO.File.Delete(File);
        Assert.Empty(Look(lines));
        Assert.Equal(3, _restarts);
    }

    [Fact]
    public void Long_lines_come_whole_and_endless_ones_are_passed_over()
    {
        var lines = new JsonLines(File);
        var (longest, endless) = (new string('x', 300_000), new string('y', JsonLines.MaxLineBytes + 100_000));
        System.IO.File.WriteAllText(File, $"a\n{longest}\n{endless}\nb\n");
        Assert.Equal(["a", longest, "b"], Look(lines));
    }

    [Fact]
    public void A_budget_ends_a_look_between_two_lines()
    {
        var lines = new JsonLines(File);
        System.IO.File.WriteAllLines(File, Enumerable.Range(0, 50_000).Select(at => $"line {at}"));
        var looks = 0;
        var all = new List<string>();
        for (var isMore = true; isMore; looks++)
        {
            isMore = lines.Read((line, _) => all.Add(Encoding.UTF8.GetString(line)), () => _restarts++, budget: 100_000).IsMore;
        }

        Assert.Equal(Enumerable.Range(0, 50_000).Select(at => $"line {at}"), all);
        Assert.InRange(looks, 3, 10);
        Assert.Equal(0, _restarts);
    }

    private string[] Look(JsonLines lines)
    {
        _lines.Clear();
        _places.Clear();
        lines.Read((line, offset) =>
        {
            _lines.Add(Encoding.UTF8.GetString(line));
            _places.Add(offset);
        }, () => _restarts++);
        return [.. _lines];
    }
}
