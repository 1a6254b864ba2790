using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Terminal;

/// <summary>The few escape sequences that are used, in one place.</summary>
public static class Ansi
{
    /// <summary>Back to the terminal's own colours.</summary>
    public const string Reset = "\e[0m";

    /// <summary>Heavier letters.</summary>
    public const string Bold = "\e[1m";

    /// <summary>Fainter letters.</summary>
    public const string Dim = "\e[2m";

    /// <summary>Takes the whole screen, and hides the cursor.</summary>
    public const string EnterScreen = "\e[?1049h\e[?25l";

    /// <summary>Gives the screen back as it was.</summary>
    public const string LeaveScreen = "\e[0m\e[?25h\e[?1049l";

    /// <summary>An empty screen, written from its first cell.</summary>
    public const string Clear = "\e[H\e[2J";

    /// <summary>24-bit colour of the letters.</summary>
    public static string Foreground(Rgb colour) => $"\e[38;2;{colour.R};{colour.G};{colour.B}m";

    /// <summary>24-bit colour behind the letters.</summary>
    public static string Background(Rgb colour) => $"\e[48;2;{colour.R};{colour.G};{colour.B}m";
}
