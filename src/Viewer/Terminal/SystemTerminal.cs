using System.Threading.Channels;

namespace Agentic.Viewer.Terminal;

/// <summary>The terminal of this process.</summary>
/// <param name="forceColour">Colour even when the output is redirected or NO_COLOR is set.</param>
public sealed class SystemTerminal(bool forceColour = false) : ITerminal
{
    private readonly Lazy<ChannelReader<ConsoleKeyInfo>> _keys = new(Listen);

    /// <inheritdoc/>
    public TerminalTraits Traits => TerminalTraits.Of(
        Console.IsOutputRedirected, Console.IsInputRedirected, Environment.GetEnvironmentVariable("NO_COLOR"), forceColour,
        () => (Console.WindowWidth, Console.WindowHeight));

    /// <inheritdoc/>
    public ChannelReader<ConsoleKeyInfo> Keys => _keys.Value;

    /// <inheritdoc/>
    public void Write(string text) => Console.Out.Write(text);

    // Console.ReadKey blocks and cannot be cancelled: it gets a background thread, which does not keep the process alive.
    private static ChannelReader<ConsoleKeyInfo> Listen()
    {
        var keys = Channel.CreateUnbounded<ConsoleKeyInfo>();
        var listener = new Thread(() =>
        {
            try
            {
                while (keys.Writer.TryWrite(Console.ReadKey(intercept: true)))
                {
                }
            }
            catch (InvalidOperationException)
            {
                // The input was redirected or closed: there are no more keys.
                keys.Writer.TryComplete();
            }
        })
        { IsBackground = true, Name = "terminal keys" };
        listener.Start();
        return keys.Reader;
    }
}
