using System.Buffers;
using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>Finds added tokens in text: the leftmost, and there the longest.</summary>
internal sealed class AddedTokenFinder
{
    private readonly ImmutableArray<AddedToken> _longestFirst;
    private readonly SearchValues<string> _names;

    public AddedTokenFinder(ImmutableArray<AddedToken> tokens)
    {
        _longestFirst = [.. tokens.Where(token => token.Text.Length > 0).OrderByDescending(token => token.Text.Length)];
        _names = SearchValues.Create([.. _longestFirst.Select(token => token.Text)], StringComparison.Ordinal);
    }

    public AddedToken? Find(ReadOnlySpan<char> text, out int at)
    {
        at = _longestFirst.IsEmpty ? -1 : text.IndexOfAny(_names);
        if (at < 0)
        {
            return null;
        }

        var rest = text[at..];
        foreach (var token in _longestFirst)
        {
            if (rest.StartsWith(token.Text, StringComparison.Ordinal))
            {
                return token;
            }
        }

        return null;
    }
}
