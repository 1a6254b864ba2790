namespace Agentic.Agents;

/// <summary>Bytes that are no PNG, a damaged one, or one of a kind that is not read here.</summary>
/// <param name="where">The part at fault: "signature", "IHDR", "CRC of IDAT" …</param>
/// <param name="expected">What should be there.</param>
/// <param name="actual">What is there.</param>
/// <param name="inner">The cause, or null.</param>
public sealed class PngException(string where, string expected, string actual, Exception? inner = null)
    : Exception(
        $"PNG: {where} must be {expected}, but is {actual}. Read are 8-bit grey, RGB, palette and RGBA pictures without interlacing; convert or restore the file.",
        inner);
