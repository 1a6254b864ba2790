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

/// <summary>A colour of eight bits a channel.</summary>
/// <param name="R">Red.</param>
/// <param name="G">Green.</param>
/// <param name="B">Blue.</param>
public readonly record struct Rgb(byte R, byte G, byte B)
{
    /// <summary>The colour of a probability: 0 is red, a half is amber, 1 is green.</summary>
    public static Rgb OfProbability(double probability)
    {
        var p = double.IsNaN(probability) ? 0 : Math.Clamp(probability, 0, 1);
        return p < 0.5 ? Mix(new Rgb(229, 72, 77), new Rgb(226, 163, 54), p * 2) : Mix(new Rgb(226, 163, 54), new Rgb(76, 175, 107), (p * 2) - 1);
    }

    private static Rgb Mix(Rgb from, Rgb to, double share) => new(Mix(from.R, to.R, share), Mix(from.G, to.G, share), Mix(from.B, to.B, share));

    private static byte Mix(byte from, byte to, double share) => (byte)Math.Round(from + ((to - from) * share));
}
