using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Agentic.Worlds.Search.Retrieval;

namespace Agentic.Worlds.Search;

/// <summary>What a search gave back, as the policy reads it. Passages stand exactly as they are, cut where the budget ends.</summary>
/// <param name="Text">The block with its tags.</param>
/// <param name="Whole">Ids of the passages that are shown whole.</param>
internal sealed record ResultBlock(string Text, ImmutableArray<string> Whole)
{
    // A word of this many letters counts as one more, so that a passage without blanks does not get around the budget.
    private const int LettersPerWord = 32;

    /// <summary>Writes hits, best first.</summary>
    /// <param name="hits">What was found.</param>
    /// <param name="text">The dialect.</param>
    /// <param name="words">Most words over all passages.</param>
    /// <param name="hasScores">Whether scores are shown.</param>
    public static ResultBlock Of(ImmutableArray<SearchHit> hits, DialectText text, int words, bool hasScores)
    {
        var block = new StringBuilder($"<{text.ResultTag}>\n");
        var whole = ImmutableArray.CreateBuilder<string>();
        for (var rank = 0; rank < hits.Length && words > 0; rank++)
        {
            var hit = hits[rank];
            var shown = Fit(hit.Text, ref words);
            var score = hasScores ? string.Create(CultureInfo.InvariantCulture, $"{hit.Score:0.000}") : null;
            block.Append(text.IsBrief
                ? $"{(score is null ? "" : $"{score} ")}{(hit.Title.Length == 0 || hit.Text.Contains(hit.Title, StringComparison.Ordinal) ? "" : $"{hit.Title} : ")}"
                : $"Doc {rank + 1}(Title: {hit.Title}{(score is null ? "" : $", score {score}")}) ");
            block.Append(hit.Text.AsSpan(0, shown)).Append('\n');
            if (shown == hit.Text.Length)
            {
                whole.Add(hit.Id);
            }
        }

        if (hits.IsEmpty)
        {
            block.Append(SearchVocabulary.Nothing).Append('\n');
        }

        return new ResultBlock(block.Append($"</{text.ResultTag}>").ToString(), whole.ToImmutable());
    }

    // How many characters fit: whole words only, so that no character is cut either.
    private static int Fit(string text, ref int words)
    {
        var (at, end) = (0, 0);
        while (at < text.Length)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            var start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at]))
            {
                at++;
            }

            var cost = at == start ? 0 : 1 + ((at - start) / LettersPerWord);
            if (cost > words)
            {
                words = 0;
                return end;
            }

            (words, end) = (words - cost, at);
        }

        return text.Length;
    }
}
