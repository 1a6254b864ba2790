namespace Agentic.Agents;

/// <summary>A reference to a stored image: the digest of its RGB bytes, and its size in pixels.</summary>
/// <param name="Hash">SHA-256 of the RGB bytes.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
public readonly record struct ImageHandle(ContentHash Hash, int Width, int Height);
