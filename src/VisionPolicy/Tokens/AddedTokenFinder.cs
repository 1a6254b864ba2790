using System.Buffers;
using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>Finds added tokens in text: the leftmost, and there the longest.</summary>
internal sealed class AddedTokenFinder(ImmutableArray<AddedToken> tokens)
{
    private readonly ImmutableArray<AddedToken> _longestFirst = [.. tokens.Where(token => token.Text.Length > 0).OrderByDescending(token => token.Text.Length)];
    private readonly SearchValues<char> _firsts = SearchValues.Create([.. tokens.Where(token => token.Text.Length > 0).Select(token => token.Text[0]).Distinct()]);

    public AddedToken? Find(ReadOnlySpan<char> text, out int at)
    {
        for (at = 0; at < text.Length; at++)
        {
            var skip = text[at..].IndexOfAny(_firsts);
            if (skip < 0)
            {
                return null;
            }

            at += skip;
            foreach (var token in _longestFirst)
            {
                if (text[at..].StartsWith(token.Text, StringComparison.Ordinal))
                {
                    return token;
                }
            }
        }

        return null;
    }
}
