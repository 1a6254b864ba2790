namespace Agentic.Worlds.Gui.Browsers;

/// <summary>A file for a page.</summary>
/// <param name="Bytes">Its bytes.</param>
/// <param name="ContentType">What it is.</param>
public sealed record PageFile(byte[] Bytes, string ContentType);

/// <summary>Answers a page's requests by path, without a leading slash; null where there is nothing. Called from many threads.</summary>
public delegate PageFile? PageFileReader(string path);
