using System.Net;

namespace Agentic.Viewer.Web;

/// <summary>
/// By which names a server may be called. A web page that has rebound its own name to this machine sends that name in the Host header,
/// and is told apart by it.
/// </summary>
/// <param name="address">Where the server listens.</param>
public sealed class HostNames(IPAddress address)
{
    /// <summary>Whether the name is one of this machine's own, or the address listened on.</summary>
    public bool Contains(string host)
    {
        var name = host.Trim('[', ']');
        if (name.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        if (IPAddress.TryParse(name, out var literal))
        {
            return IPAddress.IsLoopback(literal) || literal.Equals(address) || IsAny;
        }

        return !IPAddress.IsLoopback(address) && name.Equals(Environment.MachineName, StringComparison.OrdinalIgnoreCase);
    }

    // Listening everywhere, the server is called by whatever address its machine has; an address cannot be rebound.
    private bool IsAny => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
