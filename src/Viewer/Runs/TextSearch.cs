using System.Collections;
using Agentic.Agents;

namespace Agentic.Viewer.Runs;

/// <summary>One text looked for in the episodes of a run, a few records at a time. Letters match in either case.</summary>
/// <param name="text">What is looked for.</param>
internal sealed class TextSearch(string text)
{
    private readonly Lock _access = new();
    private readonly BitArray _hits = new(0);
    private int _scanned;

    /// <summary>What is looked for.</summary>
    public string Text => text;

    /// <summary>Positions from 0 on that were looked into.</summary>
    public int Scanned => Volatile.Read(ref _scanned);

    /// <summary>Whether a position was found; false for one that was not looked into yet.</summary>
    public bool[] Hits()
    {
        lock (_access)
        {
            var hits = new bool[_scanned];
            for (var at = 0; at < hits.Length; at++)
            {
                hits[at] = _hits[at];
            }

            return hits;
        }
    }

    /// <summary>Notes what was found in the next position; null for a record that cannot be read.</summary>
    public void Add(EpisodeRecord? record)
    {
        var isHit = record is not null && Contains(record);
        lock (_access)
        {
            if (_scanned == _hits.Length)
            {
                _hits.Length = Math.Max(1024, _hits.Length * 2);
            }

            _hits[_scanned] = isHit;
            Volatile.Write(ref _scanned, _scanned + 1);
        }
    }

    /// <summary>Begins anew, when the log was cut.</summary>
    public void Truncate(int count)
    {
        lock (_access)
        {
            _scanned = Math.Min(_scanned, count);
        }
    }

    private bool Contains(EpisodeRecord record) => Has(record.Instruction) || record.Turns.Any(turn =>
        Has(turn.Text) || Has(turn.Feedback) || Has(turn.Action) || turn.Observation.Parts.Any(part => part switch
        {
            TextPart words => Has(words.Text),
            ToolResultPart tool => Has(tool.Tool) || Has(tool.Text),
            _ => false,
        }));

    private bool Has(string? words) => words is not null && words.Contains(text, StringComparison.OrdinalIgnoreCase);
}
