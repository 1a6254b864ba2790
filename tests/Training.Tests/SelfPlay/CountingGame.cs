using System.Collections.Immutable;
using System.Globalization;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.Worlds;

namespace Agentic.Training.Tests.SelfPlay;

/// <summary>A self-play game to follow by hand: whoever counts up to three has made a problem, whose number is that of the task and of the answers that led there.</summary>
internal sealed class CountingGame : ISelfPlayGame
{
    public SelfPlayKinds Kinds { get; } = new(new CountingKind(2), new CountingKind(3, crashes: 0), new CountingKind(1));

    public List<ImmutableArray<string>> Shown { get; } = [];

    public Proposal Read(EpisodeRecord proposed)
    {
        var made = string.Join(' ', proposed.Turns.Select(turn => turn.Text));
        var seed = proposed.Task.Seed ^ (ulong)made.Length;
        return new Proposal
        {
            Failure = proposed.IsSolved ? null : "format",
            Question = proposed.IsSolved ? made : "",
            Queries = [.. proposed.Turns.Select(turn => turn.Text)],
            Evidence = string.Create(CultureInfo.InvariantCulture, $"evidence of {proposed.Task.Seed} {made}"),
            IsExact = proposed.Turns.Length > 3,
            Problem = proposed.IsSolved ? Kinds.Solver.Generate(seed, Difficulty.Default) : null,
        };
    }

    public TaskInstance Check(Proposal proposal, ImmutableArray<string> documents)
    {
        lock (Shown)
        {
            Shown.Add(documents);
        }

        return Kinds.Reader.Generate((ulong)documents.Length, Difficulty.Default);
    }
}
