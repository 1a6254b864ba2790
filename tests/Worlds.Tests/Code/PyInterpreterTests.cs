using Agentic.Worlds.Code.MiniRepos;

namespace Agentic.Worlds.Tests.Code;

/// <summary>Programs that a policy could write to hold up or fill the process that interprets them: they end as what did not end in time.</summary>
public sealed class PyInterpreterTests
{
    [Theory]
    [InlineData("a list that doubles", " for i in range(22):\n  value = value + value\n return value")]
    [InlineData("lists that are kept", " for i in range(9000):\n  value.append(range(9999))\n return value")]
    [InlineData("a list that holds itself", " value.append(value)\n return value")]
    [InlineData("a list that holds itself, compared", " value.append(value)\n if value == value:\n  return 1\n return 0")]
    [InlineData("lists in lists", " for i in range(40):\n  value = [value, value]\n return value")]
    [InlineData("text that doubles", " for i in range(40):\n  value.append(1)\n text = \"x\"\n for i in range(40):\n  text = text + text\n return text")]
    [InlineData("numbers that do not fit", " return 9223372036854775807 * 9223372036854775807")]
    [InlineData("the smallest number", " return 0 - 9223372036854775807 - 1")]
    [InlineData("a product that comes round to nothing", " return 4 * 4611686018427387904")]
    [InlineData("a range that is too long", " return range(9223372036854775807)")]
    public void It_has_no_value(string way, string body)
    {
        var module = new PyModule("lib.code", "", [], [], [PyParser.Function($"def work(value):\n{body}\n", "value .")]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(new PyInterpreter([module]).Call("lib.code", "work", [new List<object?> { 1L }]));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 400L << 20, way);
    }

    [Theory]
    [InlineData(" return [value, range(3)] == [[1], [0, 1, 2]]", "True")]
    [InlineData(" return abs(0 - 7) + sum(value) + max(range(5))", "12")]
    [InlineData(" return 7 // 0", "raises ZeroDivisionError")]
    public void Others_have_theirs(string body, string said) => Assert.Equal(said, new PyInterpreter(
        [new PyModule("lib.code", "", [], [], [PyParser.Function($"def work(value):\n{body}\n", "value .")])]).Call("lib.code", "work", [new List<object?> { 1L }]));
}
