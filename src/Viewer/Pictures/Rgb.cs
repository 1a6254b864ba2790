namespace Agentic.Viewer.Pictures;

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
