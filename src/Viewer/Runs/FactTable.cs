using Agentic.Agents;

namespace Agentic.Viewer.Runs;

/// <summary>Facts of many episodes, packed: about 50 bytes each and 8 for every feature, names held once. Safe for many threads.</summary>
internal sealed class FactTable
{
    // A hostile run names every task's world and features differently: beyond these many they are not kept.
    private const int MaxNames = 4096;
    private const int MaxFeatures = 16;
    private const int DigestDigits = 16;

    private readonly Lock _access = new();
    private readonly List<Packed> _facts = [];
    private readonly Names _kinds = new(MaxNames);
    private readonly Names _axes = new(MaxNames);
    private readonly List<string[]> _axisNames = [];
    private readonly List<double> _values = [];
    private readonly Lineage _lineage = new();

    /// <summary>Positions from 0 on whose facts were looked for; a damaged record has none.</summary>
    public int Count
    {
        get
        {
            lock (_access)
            {
                return _facts.Count;
            }
        }
    }

    /// <summary>Changes whenever something is forgotten: what was read before is not to be added after.</summary>
    public int Generation { get; private set; }

    /// <summary>Appends the facts of the next position; null for a record that cannot be read.</summary>
    /// <param name="generation">The generation in which they were read.</param>
    /// <param name="fact">The facts.</param>
    public void Add(int generation, EpisodeFact? fact)
    {
        lock (_access)
        {
            if (generation == Generation)
            {
                if (fact?.Parent is { } parent)
                {
                    _lineage.Add(_facts.Count, parent);
                }

                _facts.Add(fact is null ? default : Pack(fact));
            }
        }
    }

    /// <summary>Forgets what comes after the first <paramref name="count"/>.</summary>
    public void Truncate(int count)
    {
        lock (_access)
        {
            Generation++;
            count = Math.Min(count, _facts.Count);
            _facts.RemoveRange(count, _facts.Count - count);
            _lineage.Truncate(count);
        }
    }

    /// <summary>The facts of a position; null when they are not known.</summary>
    public EpisodeFact? Find(int position)
    {
        lock (_access)
        {
            return position < _facts.Count && _facts[position].IsKnown ? Unpack(_facts[position]) with { Parent = _lineage.ParentOf(position) } : null;
        }
    }

    /// <summary>Tokens and images of each position that is known, read under one lock; −1 where they are not.</summary>
    public (int Tokens, int Images)[] Sizes()
    {
        lock (_access)
        {
            return [.. _facts.Select(fact => fact.IsKnown ? (fact.Tokens, fact.Images) : (-1, -1))];
        }
    }

    /// <summary>For each known position, whether its task's id is such a one; unknown ones are not.</summary>
    public bool[] HaveTask(Predicate<string> isSuch)
    {
        lock (_access)
        {
            return [.. _facts.Select(fact => fact.IsKnown && isSuch(TaskOf(fact)))];
        }
    }

    /// <summary>Known positions that claim to have grown from an episode, ascending.</summary>
    /// <param name="episode">Its index.</param>
    /// <param name="most">How many at most.</param>
    public int[] Children(long episode, int most = int.MaxValue)
    {
        lock (_access)
        {
            return [.. _lineage.ChildrenOf(episode).Take(most)];
        }
    }

    /// <summary>How many known positions claim to have grown from an episode.</summary>
    public int CountChildren(long episode)
    {
        lock (_access)
        {
            return _lineage.ChildrenOf(episode).Count;
        }
    }

    /// <summary>Task id and seed of each known position; null where they are not.</summary>
    public (string Task, ulong Seed)?[] Tasks()
    {
        lock (_access)
        {
            return [.. _facts.Select(fact => fact.IsKnown ? ((string, ulong)?)(TaskOf(fact), fact.Seed) : null)];
        }
    }

    private Packed Pack(EpisodeFact fact)
    {
        // An id is world, version and digest: only the digest differs between the tasks of a world.
        var hasDigest = fact.Task.Length > DigestDigits
            && ulong.TryParse(fact.Task.AsSpan(fact.Task.Length - DigestDigits), System.Globalization.NumberStyles.AllowHexSpecifier, null, out _);
        var digest = hasDigest ? Convert.ToUInt64(fact.Task[^DigestDigits..], 16) : 0;
        var features = fact.Features.Take(MaxFeatures).ToArray();
        var axes = _axes.Find(string.Concat(features.Select(feature => $"{feature.Key.Length}:{feature.Key}")));
        if (axes == _axisNames.Count)
        {
            _axisNames.Add([.. features.Select(feature => feature.Key)]);
        }

        var values = _values.Count;
        if (axes >= 0)
        {
            _values.AddRange(features.Select(feature => feature.Value));
        }

        return new Packed(true, _kinds.Find(hasDigest ? fact.Task[..^DigestDigits] : fact.Task), hasDigest, digest, fact.Seed, fact.Tokens, fact.Images, fact.Retries, axes, values);
    }

    private EpisodeFact Unpack(Packed fact)
    {
        var features = Agents.Difficulty.Default.Values;
        if (fact.Axes >= 0)
        {
            features = features.SetItems(_axisNames[fact.Axes].Select((name, at) => KeyValuePair.Create(name, _values[fact.Values + at])));
        }

        return new EpisodeFact(TaskOf(fact), fact.Seed, fact.Tokens, fact.Images, fact.Retries, features);
    }

    private string TaskOf(Packed fact) => (fact.Kind < 0 ? "…-" : _kinds[fact.Kind]) + (fact.HasDigest ? fact.Digest.ToString("x16") : "");

    private readonly record struct Packed(
        bool IsKnown, int Kind, bool HasDigest, ulong Digest, ulong Seed, int Tokens, int Images, int Retries, int Axes, int Values);

    private sealed class Names(int limit)
    {
        private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
        private readonly List<string> _names = [];

        public string this[int place] => _names[place];

        public int Find(string name)
        {
            if (_places.TryGetValue(name, out var place))
            {
                return place;
            }

            if (_names.Count >= limit)
            {
                return -1;
            }

            _names.Add(name);
            _places[name] = _names.Count - 1;
            return _names.Count - 1;
        }
    }
}
