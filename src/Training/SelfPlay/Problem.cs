namespace Agentic.Training.SelfPlay;

/// <summary>A task that a proposer made and that was accepted.</summary>
/// <param name="Task">The solver's task, as its explicit state.</param>
/// <param name="Success">Share of its last solver episodes that solved it, 0 to 1.</param>
/// <param name="Update">The update in which they were played.</param>
public sealed record Problem(string Task, double Success, long Update);
