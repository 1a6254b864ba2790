using System.Collections.Immutable;

namespace Agentic.Worlds.Code.Judge;

/// <summary>How a program's answer to one test is judged.</summary>
public abstract record JudgeTest
{
    private JudgeTest()
    {
    }

    /// <summary>Standard input and the right standard output, compared token by token.</summary>
    /// <param name="Input">What the program reads.</param>
    /// <param name="Expected">Tokens between blanks; a token with a point or an exponent is compared as a number.</param>
    public sealed record Text(string Input, string Expected) : JudgeTest;

    /// <summary>Standard input, and a program that decides: its exit code 0 accepts.</summary>
    /// <param name="Input">What the program reads.</param>
    /// <param name="Checker">Python that finds the input in the file <c>input</c> and the answer in <c>output</c> of its working folder, in a sandbox of its own.</param>
    public sealed record Checked(string Input, string Checker) : JudgeTest;

    /// <summary>A function's arguments and value as JSON.</summary>
    /// <param name="Function">Its name.</param>
    /// <param name="Arguments">A JSON array.</param>
    /// <param name="Expected">A JSON value; numbers with a point are compared with a tolerance.</param>
    public sealed record Called(string Function, string Arguments, string Expected) : JudgeTest;
}

/// <summary>Tests of a single-turn program, in order, and what each may use.</summary>
/// <param name="Tests">All of them.</param>
/// <param name="SecondsPerTest">Real time of a test; its processor time is the same, rounded up.</param>
/// <param name="MemoryBytes">Resident memory of a test.</param>
public sealed record JudgeProblem(ImmutableArray<JudgeTest> Tests, double SecondsPerTest = 2, long MemoryBytes = 256L << 20);

/// <summary>What became of a test.</summary>
public enum JudgeOutcome
{
    /// <summary>The right answer.</summary>
    Accepted,

    /// <summary>Another answer.</summary>
    WrongAnswer,

    /// <summary>It ran past its time.</summary>
    TimeLimit,

    /// <summary>It used more memory than it may.</summary>
    MemoryLimit,

    /// <summary>It printed more than it may.</summary>
    OutputLimit,

    /// <summary>It ended with an error.</summary>
    RuntimeError,
}

/// <summary>The outcomes, in the order of the tests; those after the first failure are missing where the judge stopped there.</summary>
/// <param name="Outcomes">One for each test that ran.</param>
/// <param name="Count">Number of tests of the problem.</param>
public sealed record JudgeVerdict(ImmutableArray<JudgeOutcome> Outcomes, int Count)
{
    /// <summary>Whether every test accepted.</summary>
    public bool IsAccepted => Outcomes.Length == Count && Passed == 1;

    /// <summary>Share of all tests that accepted: a metric, never the reward.</summary>
    public double Passed => Count == 0 ? 0 : Outcomes.Count(outcome => outcome == JudgeOutcome.Accepted) / (double)Count;
}
