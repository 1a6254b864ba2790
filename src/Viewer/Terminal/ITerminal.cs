using System.Threading.Channels;

namespace Agentic.Viewer.Terminal;

/// <summary>What a player needs of a terminal.</summary>
public interface ITerminal
{
    /// <summary>What it can do, and how large it is now.</summary>
    TerminalTraits Traits { get; }

    /// <summary>Keys as they are pressed; completed when there will be none. Reading starts with the first use.</summary>
    ChannelReader<ConsoleKeyInfo> Keys { get; }

    /// <summary>Writes text as it is.</summary>
    void Write(string text);
}

/// <summary>What a terminal can do.</summary>
/// <param name="Columns">Cells in a line.</param>
/// <param name="Lines">Lines.</param>
/// <param name="IsInteractive">Whether somebody sits there: a screen to draw on, and keys to press.</param>
/// <param name="HasColour">Whether escape codes for colour are wanted.</param>
public readonly record struct TerminalTraits(int Columns, int Lines, bool IsInteractive, bool HasColour)
{
    /// <summary>What holds for a process, from its surroundings.</summary>
    /// <param name="isOutputRedirected">Output goes to a file or a pipe.</param>
    /// <param name="isInputRedirected">Input comes from a file or a pipe.</param>
    /// <param name="noColour">The value of the variable NO_COLOR; any text but the empty one switches colour off.</param>
    /// <param name="forceColour">Colour in spite of both.</param>
    /// <param name="size">Columns and lines; ignored for redirected output, which gets 100 × 40.</param>
    public static TerminalTraits Of(bool isOutputRedirected, bool isInputRedirected, string? noColour, bool forceColour, Func<(int Columns, int Lines)> size)
    {
        var (columns, lines) = isOutputRedirected ? (100, 40) : size();
        return new TerminalTraits(
            columns < 20 ? 80 : columns, lines < 8 ? 24 : lines, !isOutputRedirected && !isInputRedirected,
            forceColour || (!isOutputRedirected && string.IsNullOrEmpty(noColour)));
    }
}
