namespace Agentic.Worlds;

/// <summary>Something that a world needs of the machine.</summary>
/// <param name="What">What it is.</param>
/// <param name="IsThere">Whether it is there.</param>
/// <param name="State">What was found.</param>
/// <param name="WayOut">The command that gets it, on Debian and Ubuntu.</param>
public sealed record WorldNeed(string What, bool IsThere, string State, string WayOut);
