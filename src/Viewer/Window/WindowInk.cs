using Agentic.Viewer.Pictures;

namespace Agentic.Viewer.Window;

/// <summary>The few colours of a window beside those of ends.</summary>
internal static class WindowInk
{
    public static readonly Rgb Ground = new(24, 26, 30);
    public static readonly Rgb Panel = new(38, 41, 47);
    public static readonly Rgb Track = new(70, 75, 84);
    public static readonly Rgb Accent = new(86, 180, 233);
    public static readonly Rgb Words = new(230, 232, 235);
    public static readonly Rgb Quiet = new(160, 168, 178);
    public static readonly Rgb Warning = new(230, 159, 0);
    public static readonly Rgb Mark = new(0xe0, 0x21, 0x8a);
}
