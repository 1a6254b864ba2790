namespace Agentic.Viewer.Window;

/// <summary>A window cannot be had on this machine: says what is missing, and what to do.</summary>
public sealed class WindowException(string message, Exception? inner = null) : Exception(message, inner);
