using System.Diagnostics.CodeAnalysis;

namespace Agentic.Worlds.Cards;

/// <summary>A playing card: rank 1 (ace) to 13 (king), suit 0 to 3 (spades, hearts, diamonds, clubs).</summary>
/// <param name="Index">4·(rank − 1) + suit, 0 to 51.</param>
public readonly record struct Card(byte Index)
{
    /// <summary>How many different cards there are.</summary>
    public const int Count = 52;

    private const string SuitLetters = "SHDC";

    private static readonly string[] RankTexts = ["", "A", "2", "3", "4", "5", "6", "7", "8", "9", "10", "J", "Q", "K"];

    /// <summary>A card by rank and suit.</summary>
    public Card(int rank, int suit) : this((byte)((4 * (rank - 1)) + suit))
    {
    }

    /// <summary>1 (ace) to 13 (king).</summary>
    public int Rank => (Index >> 2) + 1;

    /// <summary>0 spades, 1 hearts, 2 diamonds, 3 clubs.</summary>
    public int Suit => Index & 3;

    /// <summary>Hearts and diamonds.</summary>
    public bool IsRed => Suit is 1 or 2;

    /// <summary>"A", "2" … "10", "J", "Q", "K".</summary>
    public string RankText => RankTexts[Rank];

    /// <summary>The rank, with face cards counted as 10.</summary>
    public int ValueUpToTen => Math.Min(Rank, 10);

    /// <summary>Reads "10S" or "kd"; false when the text is no card.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Card card)
    {
        card = default;
        if (text is not { Length: 2 or 3 })
        {
            return false;
        }

        var suit = SuitLetters.IndexOf(char.ToUpperInvariant(text[^1]), StringComparison.Ordinal);
        var rank = Array.FindIndex(RankTexts, 1, name => name.Equals(text[..^1], StringComparison.OrdinalIgnoreCase));
        if (suit < 0 || rank < 1)
        {
            return false;
        }

        card = new Card(rank, suit);
        return true;
    }

    /// <summary>"10S": rank and the suit's letter.</summary>
    public override string ToString() => $"{RankText}{SuitLetters[Suit]}";
}
