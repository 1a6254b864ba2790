namespace Agentic.Viewer.Web;

/// <summary>A request that cannot be answered.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="message">What was expected and what came; never a path of this machine.</param>
internal sealed class RequestException(int status, string message) : Exception(message)
{
    /// <summary>HTTP status.</summary>
    public int Status { get; } = status;
}
