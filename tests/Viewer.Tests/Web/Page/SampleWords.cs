using System.Collections.Immutable;
using Agentic.Agents;

namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>A tokenizer for samples: each word with the blank before it is a token, and ids are given out as words appear.</summary>
internal sealed class SampleWords
{
    private const int First = 100;

    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _words = [];

    /// <summary>The ids of a text.</summary>
    public ImmutableArray<int> Ids(string text)
    {
        var ids = ImmutableArray.CreateBuilder<int>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf(' ', start + 1);
            end = end < 0 ? text.Length : end;
            ids.Add(Id(text[start..end]));
            start = end;
        }

        return ids.ToImmutable();
    }

    /// <summary>The text of an id.</summary>
    public string Text(int id) => id >= First && id < First + _words.Count ? _words[id - First] : $"<{id}>";

    /// <summary>A segment of a text.</summary>
    public TokenSegment Segment(SegmentOrigin origin, string text) => TokenSegment.Of(origin, Ids(text));

    private int Id(string word)
    {
        if (!_ids.TryGetValue(word, out var id))
        {
            id = First + _words.Count;
            _words.Add(word);
            _ids[word] = id;
        }

        return id;
    }
}
