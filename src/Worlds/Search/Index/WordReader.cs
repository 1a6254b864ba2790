using System.Text;

namespace Agentic.Worlds.Search.Index;

/// <summary>Reads the words of a text, without allocating: runs of letters and numbers of any script, in lower case.</summary>
/// <remarks>
/// Letters are Unicode's L*, numbers its N*; everything else divides. Lower case is the simple mapping of single characters, with the
/// Greek final sigma as any sigma and the dotted capital I as i, so that capitals find what small letters say. A word ends after
/// <see cref="MaxBytes"/> and what follows is the next one.
/// </remarks>
/// <param name="text">The text; half surrogate pairs divide.</param>
/// <param name="rules">What else is done to words.</param>
/// <param name="buffer">At least <see cref="MaxBytes"/>; holds the present word.</param>
public ref struct WordReader(ReadOnlySpan<char> text, WordRules rules, Span<byte> buffer)
{
    /// <summary>Longest word, in bytes of UTF-8.</summary>
    public const int MaxBytes = 256;

    private const int LongestRune = 4;
    private ReadOnlySpan<char> _rest = text;
    private readonly Span<byte> _buffer = buffer[..MaxBytes];

    /// <summary>Moves to the next word.</summary>
    /// <param name="word">UTF-8; holds until the next call.</param>
    /// <returns>False at the end.</returns>
    public bool Next(out ReadOnlySpan<byte> word)
    {
        while (true)
        {
            var length = ReadRun();
            if (length == 0)
            {
                word = [];
                return false;
            }

            word = rules.Apply(_buffer[..length]);
            if (!word.IsEmpty)
            {
                return true;
            }
        }
    }

    /// <summary>All words of a text, as texts.</summary>
    public static List<string> All(string text, WordRules rules)
    {
        var words = new List<string>();
        var reader = new WordReader(text, rules, stackalloc byte[MaxBytes]);
        while (reader.Next(out var word))
        {
            words.Add(Encoding.UTF8.GetString(word));
        }

        return words;
    }

    private int ReadRun()
    {
        var length = 0;
        var at = 0;
        while (at < _rest.Length && length <= MaxBytes - LongestRune)
        {
            var letter = _rest[at];
            if (letter < 128)
            {
                var lower = (byte)(letter | 0x20);
                if (lower is >= (byte)'a' and <= (byte)'z')
                {
                    _buffer[length++] = lower;
                }
                else if (letter is >= '0' and <= '9')
                {
                    _buffer[length++] = (byte)letter;
                }
                else if (length > 0)
                {
                    break;
                }

                at++;
                continue;
            }

            var isWhole = Rune.DecodeFromUtf16(_rest[at..], out var rune, out var consumed) == System.Buffers.OperationStatus.Done;
            if (isWhole && (Rune.IsLetter(rune) || Rune.IsNumber(rune)))
            {
                length += Lower(rune).EncodeToUtf8(_buffer[length..]);
            }
            else if (length > 0)
            {
                break;
            }

            at += consumed;
        }

        _rest = _rest[at..];
        return length;
    }

    private static Rune Lower(Rune rune) => rune.Value switch
    {
        'ς' => new Rune('σ'),
        'İ' => new Rune('i'),
        _ => Rune.ToLowerInvariant(rune),
    };
}
