using System.CommandLine;
using Agentic.Training.Scenarios;

namespace Agentic.Cli;

/// <summary><c>--questions FILE</c>: every question of a file, once. The scenario's own questions are left out.</summary>
internal static class QuestionsOption
{
    public static Option<string?> Create() => new("--questions")
    {
        Description = "a file of questions (golden_answers or Search-R1's records): each of them once, in the file's order; --set eval.whole=seed mixes them",
    };

    /// <summary>The option as settings over a scenario, to stand before others.</summary>
    public static IEnumerable<string> Settings(string? file) => file is null ? []
        : ["world.options.questions=", $"world.options.test_questions={YamlText.Scalar(file)}", "eval.split=test", "eval.whole=file", "eval.tasks="];
}
