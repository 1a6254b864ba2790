namespace Agentic.Worlds.Code.MiniRepos;

/// <summary>What a mini-repo is made from: the same spec gives the same repo.</summary>
/// <param name="Seed">Draws everything.</param>
/// <param name="Files">Files of the tree, 3 to 30; at least two for each module that the other numbers need.</param>
/// <param name="Distance">Calls between the failing function and the broken one, 0 to 3.</param>
/// <param name="Bugs">Broken functions, 1 to 3.</param>
/// <param name="Vagueness">0 names file, call and both values; 1 leaves the file out; 2 also what came and the inner function; 3 says only that tests fail.</param>
/// <param name="Shown">Share of the tests that the tree holds, in percent; one that fails is always among them unless this is 0.</param>
public sealed record RepoSpec(ulong Seed, int Files, int Distance, int Bugs, int Vagueness, int Shown);
