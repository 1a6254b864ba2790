using System.Threading.Channels;
using Agentic.Viewer.Terminal;

namespace Agentic.Viewer.Tests.Terminal;

/// <summary>A terminal whose keys are given in advance, and which keeps each text that is written.</summary>
internal sealed class FakeTerminal(TerminalTraits traits) : ITerminal
{
    private readonly Channel<ConsoleKeyInfo> _keys = Channel.CreateUnbounded<ConsoleKeyInfo>();

    public List<string> Screens { get; } = [];

    public TerminalTraits Traits => traits;

    public ChannelReader<ConsoleKeyInfo> Keys => _keys.Reader;

    public void Write(string text) => Screens.Add(text);

    /// <summary>Letters stand for their keys; R and L are the arrows, H and E are Home and End.</summary>
    public void Press(string keys)
    {
        foreach (var key in keys)
        {
            Press(key switch
            {
                'R' => ConsoleKey.RightArrow,
                'L' => ConsoleKey.LeftArrow,
                'H' => ConsoleKey.Home,
                'E' => ConsoleKey.End,
                _ => Enum.Parse<ConsoleKey>(key.ToString()),
            });
        }
    }

    public void Press(ConsoleKey key) => _keys.Writer.TryWrite(new ConsoleKeyInfo('\0', key, false, false, false));

    /// <summary>Types letters into a prompt.</summary>
    public void Type(string letters)
    {
        foreach (var letter in letters)
        {
            _keys.Writer.TryWrite(new ConsoleKeyInfo(letter, ConsoleKey.None, false, false, false));
        }
    }
}
