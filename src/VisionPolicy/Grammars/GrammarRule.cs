using System.Collections.Immutable;
using System.Text;

namespace Agentic.VisionPolicy;

/// <summary>A regular language over bytes, as a tree. Text is UTF-8.</summary>
public abstract record GrammarRule
{
    private GrammarRule()
    {
    }

    /// <summary>One byte within any of the ranges, bounds included.</summary>
    public sealed record OneByte(ImmutableArray<(byte Low, byte High)> Ranges) : GrammarRule;

    /// <summary>One after another; none at all is the empty text.</summary>
    public sealed record Sequence(ImmutableArray<GrammarRule> Parts) : GrammarRule;

    /// <summary>Any one of them.</summary>
    public sealed record Choice(ImmutableArray<GrammarRule> Options) : GrammarRule;

    /// <summary>The same several times.</summary>
    /// <param name="Rule">What.</param>
    /// <param name="Min">At least so often.</param>
    /// <param name="Max">At most so often; null for no limit.</param>
    public sealed record Repeat(GrammarRule Rule, int Min, int? Max) : GrammarRule;

    /// <summary>Any character of Unicode beyond ASCII, well formed: no surrogates, nothing overlong.</summary>
    public static GrammarRule NonAscii { get; } = new Choice(
    [
        Bytes("C2 DF 80 BF"), Bytes("E0 E0 A0 BF 80 BF"), Bytes("E1 EC 80 BF 80 BF"), Bytes("ED ED 80 9F 80 BF"), Bytes("EE EF 80 BF 80 BF"),
        Bytes("F0 F0 90 BF 80 BF 80 BF"), Bytes("F1 F3 80 BF 80 BF 80 BF"), Bytes("F4 F4 80 8F 80 BF 80 BF"),
    ]);

    /// <summary>Exactly this text.</summary>
    public static Sequence Text(string text) => new([.. Encoding.UTF8.GetBytes(text).Select(value => (GrammarRule)new OneByte([(value, value)]))]);

    /// <summary>One after another.</summary>
    public static Sequence Of(params ReadOnlySpan<GrammarRule> parts) => new Sequence([.. parts]);

    // Pairs of bounds, one pair a byte.
    private static Sequence Bytes(string bounds) =>
        new([.. Convert.FromHexString(bounds.Replace(" ", "", StringComparison.Ordinal)).Chunk(2).Select(pair => (GrammarRule)new OneByte([(pair[0], pair[1])]))]);
}

/// <summary>A grammar that cannot be read: what was expected, what came, and where.</summary>
public sealed class GrammarException(string message) : Exception(message);
