namespace Agentic.Viewer.Window;

/// <summary>Keys by GLFW's numbers: letters and digits are their ASCII capitals.</summary>
public enum WindowKey
{
    /// <summary>A key without a name here.</summary>
    Unknown = -1,

    /// <summary>The space bar.</summary>
    Space = 32,

    /// <summary>Minus.</summary>
    Minus = 45,

    /// <summary>Slash, with shift the question mark on many keyboards.</summary>
    Slash = 47,

    /// <summary>Equals, with shift plus on many keyboards.</summary>
    Equal = 61,

    /// <summary>A.</summary>
    A = 65,

    /// <summary>G.</summary>
    G = 71,

    /// <summary>H.</summary>
    H = 72,

    /// <summary>J.</summary>
    J = 74,

    /// <summary>K.</summary>
    K = 75,

    /// <summary>L.</summary>
    L = 76,

    /// <summary>M.</summary>
    M = 77,

    /// <summary>N.</summary>
    N = 78,

    /// <summary>P.</summary>
    P = 80,

    /// <summary>Q.</summary>
    Q = 81,

    /// <summary>Z.</summary>
    Z = 90,

    /// <summary>Escape.</summary>
    Escape = 256,

    /// <summary>Enter.</summary>
    Enter = 257,

    /// <summary>Tab.</summary>
    Tab = 258,

    /// <summary>Backspace.</summary>
    Backspace = 259,

    /// <summary>Delete.</summary>
    Delete = 261,

    /// <summary>Arrow right.</summary>
    Right = 262,

    /// <summary>Arrow left.</summary>
    Left = 263,

    /// <summary>Arrow down.</summary>
    Down = 264,

    /// <summary>Arrow up.</summary>
    Up = 265,

    /// <summary>A page up.</summary>
    PageUp = 266,

    /// <summary>A page down.</summary>
    PageDown = 267,

    /// <summary>Home.</summary>
    Home = 268,

    /// <summary>End.</summary>
    End = 269,

    /// <summary>F1.</summary>
    F1 = 290,

    /// <summary>Plus of the number block.</summary>
    PadPlus = 334,

    /// <summary>Minus of the number block.</summary>
    PadMinus = 333,

    /// <summary>Enter of the number block.</summary>
    PadEnter = 335,
}
