namespace Agentic.Worlds.Expressions;

/// <summary>One symbol of a formula. The values 1 to 13 are the numbers themselves.</summary>
public enum Symbol : byte
{
    /// <summary>No symbol.</summary>
    None = 0,

    /// <summary>The smallest number.</summary>
    One = 1,

    /// <summary>The largest number, a king.</summary>
    Thirteen = 13,

    /// <summary>+</summary>
    Plus = 14,

    /// <summary>-</summary>
    Minus = 15,

    /// <summary>*</summary>
    Times = 16,

    /// <summary>/</summary>
    Divide = 17,

    /// <summary>(</summary>
    Open = 18,

    /// <summary>)</summary>
    Close = 19,

    /// <summary>=</summary>
    Equal = 20,
}

/// <summary>Names, classes and sets of symbols. A set is a word of bits, bit i for the symbol of value i.</summary>
public static class Symbols
{
    /// <summary>One more than the largest symbol.</summary>
    public const int Count = 21;

    /// <summary>The set of the four operators.</summary>
    public const uint Operators = (1u << (int)Symbol.Plus) | (1u << (int)Symbol.Minus) | (1u << (int)Symbol.Times) | (1u << (int)Symbol.Divide);

    private static readonly string[] Texts =
        ["", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "+", "-", "*", "/", "(", ")", "="];

    /// <summary>The text of a symbol, in ASCII.</summary>
    public static string Text(this Symbol symbol) => Texts[(int)symbol];

    /// <summary>Whether it is one of 1 to 13.</summary>
    public static bool IsNumber(this Symbol symbol) => symbol is >= Symbol.One and <= Symbol.Thirteen;

    /// <summary>Whether it is one of + - * /.</summary>
    public static bool IsOperator(this Symbol symbol) => symbol is >= Symbol.Plus and <= Symbol.Divide;

    /// <summary>The set that holds just this symbol.</summary>
    public static uint Bit(this Symbol symbol) => 1u << (int)symbol;

    /// <summary>The texts of a set, separated by spaces, in the order of the values.</summary>
    public static string List(uint set) =>
        string.Join(' ', Enumerable.Range(1, Count - 1).Where(value => (set >> value & 1) != 0).Select(value => Texts[value]));

    /// <summary>The texts of symbols in order, separated by spaces.</summary>
    public static string Join(ReadOnlySpan<Symbol> symbols)
    {
        var text = new System.Text.StringBuilder();
        foreach (var symbol in symbols)
        {
            text.Append(text.Length > 0 ? " " : "").Append(symbol.Text());
        }

        return text.ToString();
    }
}
