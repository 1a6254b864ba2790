using System.Net.Sockets;
using System.Text;

namespace Agentic.Viewer.Tests.Web;

/// <summary>A request byte by byte, as no decent client would send it.</summary>
internal static class RawRequest
{
    /// <summary>The status of the answer; 0 when the connection was closed without one.</summary>
    public static async Task<(int Status, string Text)> SendAsync(Uri server, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(server.Host, server.Port);
        await using var stream = client.GetStream();
        var answer = new StringBuilder();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(request.ReplaceLineEndings("\r\n")));
            var buffer = new byte[4096];
            for (int read; (read = await stream.ReadAsync(buffer)) > 0;)
            {
                answer.Append(Encoding.UTF8.GetString(buffer, 0, read));
            }
        }
        catch (IOException)
        {
            // Closed on us while we were still writing: what came is what there is.
        }

        var text = answer.ToString();
        return (text.Length > 12 ? int.Parse(text.AsSpan(9, 3)) : 0, text);
    }

    public static Task<(int Status, string Text)> GetAsync(Uri server, string target, string more = "") =>
        SendAsync(server, $"GET {target} HTTP/1.1\nHost: localhost\nConnection: close\n{more}\n");
}
