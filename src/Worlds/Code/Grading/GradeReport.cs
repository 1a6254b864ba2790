using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Agentic.Worlds.Code.Sandbox;

namespace Agentic.Worlds.Code.Grading;

/// <summary>What a driver said, or why it cannot be trusted.</summary>
/// <param name="Problem">Why there is no result: no report, or one that does not agree with itself; null where there is.</param>
/// <param name="Code">The driver's exit code, which the report repeats.</param>
/// <param name="Answers">A line for each thing that was asked.</param>
internal sealed record GradeReport(string? Problem, int Code, ImmutableArray<string> Answers)
{
    private const int NonceBytes = 16;

    /// <summary>A word that nobody in the sandbox can know before it is read there.</summary>
    public static string Nonce() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));

    /// <summary>What a driver is given: the settings with their length before them, and the nonce, which stays unread until the end.</summary>
    public static byte[] Input(string settings, string nonce) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(settings)}\n{settings}{nonce}\n"));

    /// <summary>Reads a report.</summary>
    /// <param name="result">How the sandbox ended.</param>
    /// <param name="nonce">What the report must begin with.</param>
    /// <param name="count">How many answers there must be, for each exit code that the driver may end with.</param>
    public static GradeReport Read(SandboxResult result, string nonce, Func<int, int?> count)
    {
        if (result.Outcome is not SandboxOutcome.Exited exit || count(exit.Code) is not { } expected)
        {
            return Broken($"the run ended by {result.Outcome.Name}");
        }

        var lines = Encoding.UTF8.GetString(result.Output).Split('\n');
        return lines.Length != expected + 3 || lines[0] != nonce || lines[^1].Length > 0 ? Broken("the report is not the driver's")
            : lines[1] != exit.Code.ToString(CultureInfo.InvariantCulture) ? Broken("report and exit status disagree")
            : new GradeReport(null, exit.Code, [.. lines[2..^1]]);
    }

    private static GradeReport Broken(string problem) => new(problem, 0, []);
}
