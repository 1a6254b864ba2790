using System.Text.RegularExpressions;

namespace Agentic.Worlds.Code.Instances;

/// <summary>A test as instance files name it: <c>tests/test_a.py::Test::test_b</c>, <c>tests.test_a.Test.test_b</c> or <c>test_b (tests.test_a.Test)</c>.</summary>
/// <param name="Text">As the file has it.</param>
/// <param name="Group">The file of a path, or the dotted module: its tests run in one process.</param>
/// <param name="Name">What the driver is told: the path form as it is, others as a dotted name.</param>
/// <param name="File">The file that holds it, as far as the name tells.</param>
public sealed partial record TestId(string Text, string Group, string Name, string File)
{
    /// <summary>The forms that are understood.</summary>
    public const string Expected = "a test's name: path/test_a.py::Test::test_b, package.test_a.Test.test_b or test_b (package.test_a.Test)";

    private const string Parts = "::";

    /// <summary>Whether it is a file's path with names after it.</summary>
    public bool IsPath => Name.Contains(Parts, StringComparison.Ordinal);

    /// <summary>Whether <c>unittest</c> cannot run it: a function, or one case of a parametrised test.</summary>
    public bool NeedsPytest => IsPath && !Method().IsMatch(Name);

    /// <summary>Reads a name; null where it is none.</summary>
    public static TestId? Read(string text)
    {
        if (text.Contains(Parts, StringComparison.Ordinal))
        {
            var file = text[..text.IndexOf(Parts, StringComparison.Ordinal)];
            return file.EndsWith(".py", StringComparison.Ordinal) && file[0] != '/' && !file.Split('/').Any(part => part is "" or "." or "..") && !text.Any(char.IsControl)
                ? new TestId(text, file, text, file) : null;
        }

        // As unittest prints it: with the class behind it, and since Python 3.11 with its own name once more.
        var printed = Printed().Match(text);
        var dotted = !printed.Success ? text
            : printed.Groups[2].Value.EndsWith($".{printed.Groups[1].Value}", StringComparison.Ordinal) ? printed.Groups[2].Value
            : $"{printed.Groups[2].Value}.{printed.Groups[1].Value}";
        var names = dotted.Split('.');
        if (!Dotted().IsMatch(dotted) || names.Length < 3)
        {
            return null;
        }

        var module = string.Join('.', names[..^2]);
        return new TestId(text, module, dotted, $"{module.Replace('.', '/')}.py");
    }

    [GeneratedRegex(@"^(\w+) \(([\w.]+)\)\z")]
    private static partial Regex Printed();

    [GeneratedRegex(@"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+\z")]
    private static partial Regex Dotted();

    [GeneratedRegex(@"^[^:]+::[A-Za-z_]\w*::[A-Za-z_]\w*\z")]
    private static partial Regex Method();
}
