using System.Text;

namespace Agentic.Viewer.Terminal;

/// <summary>A line that somebody types below what is shown.</summary>
internal static class LinePrompt
{
    private const string EraseLine = "\r\e[2K";

    /// <summary>Reads a line.</summary>
    /// <returns>The line; null when Escape was pressed or there are no more keys.</returns>
    public static async Task<string?> ReadAsync(ITerminal terminal, string prompt, string help, CancellationToken cancellation)
    {
        var line = new StringBuilder();
        terminal.Write($"\n{Ansi.Dim}{help}{Ansi.Reset}\n");
        while (true)
        {
            terminal.Write($"{EraseLine}{prompt}{PlainText.Visible(line.ToString())}");
            if (!await terminal.Keys.WaitToReadAsync(cancellation) || !terminal.Keys.TryRead(out var key) || key.Key == ConsoleKey.Escape)
            {
                return null;
            }

            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    return line.ToString();
                case ConsoleKey.Backspace when line.Length > 0:
                    line.Length--;
                    break;
                default:
                    _ = char.IsControl(key.KeyChar) ? line : line.Append(key.KeyChar);
                    break;
            }
        }
    }
}
