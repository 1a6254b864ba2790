using Agentic.Agents;

namespace Agentic.Worlds.Gui.Browsers;

/// <summary>The browser, its driver or the page broke or did not answer: a fault, never a score.</summary>
public sealed class BrowserFaultException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The fault to record.</summary>
    public Fault Fault => new("world", Message);
}
