using System.Collections.Immutable;

namespace Agentic.Worlds.Gui.Browsers;

/// <summary>What a page tried beside its task since somebody last asked: told to the policy, never obeyed.</summary>
internal sealed class PageIncidents
{
    /// <summary>More than this many between two questions are a storm, and the page is given up.</summary>
    public const int Storm = 12;

    private const int MaxWords = 120;
    private readonly Lock _lock = new();
    private readonly List<string> _told = [];
    private int _count;

    /// <summary>Notes one.</summary>
    /// <returns>Whether it is a storm by now.</returns>
    public bool Note(string what)
    {
        lock (_lock)
        {
            if (_told.Count < 3)
            {
                _told.Add(what.Length <= MaxWords ? what : $"{what[..MaxWords]}…");
            }

            return ++_count > Storm;
        }
    }

    /// <summary>What was noted; the next question begins anew.</summary>
    public ImmutableArray<string> Take()
    {
        lock (_lock)
        {
            ImmutableArray<string> told = [.. _told];
            _told.Clear();
            _count = 0;
            return told;
        }
    }
}
