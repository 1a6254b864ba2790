using System.Collections.Immutable;

namespace Agentic.Training.Learning;

/// <summary>What a critic is taught at a row's learnt tokens, in order.</summary>
/// <param name="Old">Its forecast before each token when the advantages were made.</param>
/// <param name="Returns">What it should have said.</param>
/// <param name="IsTaught">Whether it is taught there at all: with one forecast a turn, at one token of the turn.</param>
public sealed record ValueTargets(ImmutableArray<float> Old, ImmutableArray<float> Returns, ImmutableArray<bool> IsTaught);
