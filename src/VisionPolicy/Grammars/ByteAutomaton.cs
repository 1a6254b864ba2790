using System.Runtime.InteropServices;

namespace Agentic.VisionPolicy;

/// <summary>
/// A grammar as a deterministic automaton over bytes, made state by state as it is walked. Every state leads on to an accepted text:
/// a byte that would not is refused at once. Not for several threads.
/// </summary>
internal sealed class ByteAutomaton
{
    private const int MostPlaces = 1 << 20;
    private const int Unknown = -2;
    private readonly List<(byte Low, byte High, int Next)[]> _places = []; // the non-deterministic automaton: byte ranges …
    private readonly List<int[]?> _splits = []; // … or places to go to without a byte
    private readonly List<int[]> _members = [];
    private readonly List<int[]> _transitions = [];
    private readonly List<bool> _accepts = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly int _end;

    /// <summary>Compiles a grammar.</summary>
    /// <exception cref="GrammarException">Its counts multiply to too many places.</exception>
    public ByteAutomaton(GrammarRule rule)
    {
        _end = Place([], null);
        Start = StateOf([Compile(rule, _end)]);
    }

    /// <summary>The state before the first byte.</summary>
    public int Start { get; }

    /// <summary>States that were reached so far.</summary>
    public int Count => _members.Count;

    /// <summary>Whether the text may end here.</summary>
    public bool IsAccepting(int state) => _accepts[state];

    /// <summary>The state after a byte; −1 when no accepted text goes on like that.</summary>
    public int Next(int state, byte value)
    {
        ref var next = ref _transitions[state][value];
        if (next == Unknown)
        {
            var targets = new List<int>();
            foreach (var member in _members[state])
            {
                foreach (var (low, high, target) in _places[member])
                {
                    if (value >= low && value <= high)
                    {
                        targets.Add(target);
                    }
                }
            }

            next = targets.Count == 0 ? -1 : StateOf(targets);
        }

        return next;
    }

    private int Compile(GrammarRule rule, int next)
    {
        switch (rule)
        {
            case GrammarRule.OneByte(var ranges):
                return Place([.. ranges.Select(range => (range.Low, range.High, next))], null);
            case GrammarRule.Sequence(var parts):
                return parts.Reverse().Aggregate(next, (target, part) => Compile(part, target));
            case GrammarRule.Choice(var options):
                return Place([], [.. options.Select(option => Compile(option, next))]);
            case GrammarRule.Repeat(var inner, var min, var max):
                var at = next;
                if (max is null)
                {
                    at = Place([], []);
                    _splits[at] = [Compile(inner, at), next];
                }

                for (var extra = min; extra < max; extra++)
                {
                    at = Place([], [Compile(inner, at), next]);
                }

                for (var needed = 0; needed < min; needed++)
                {
                    at = Compile(inner, at);
                }

                return at;
            default:
                throw new NotSupportedException($"A grammar rule of type {rule.GetType().Name} is unknown.");
        }
    }

    private int Place((byte, byte, int)[] ranges, int[]? split)
    {
        if (_places.Count >= MostPlaces)
        {
            throw new GrammarException($"The grammar has more than {MostPlaces} places: its counts multiply. Lower maxLength, maxItems or {{m,n}}.");
        }

        _places.Add(ranges);
        _splits.Add(split);
        return _places.Count - 1;
    }

    /// <summary>The state of all places that can be reached from these without a byte.</summary>
    private int StateOf(IEnumerable<int> places)
    {
        var seen = new HashSet<int>();
        var open = new Stack<int>(places);
        while (open.TryPop(out var place))
        {
            if (seen.Add(place))
            {
                foreach (var target in _splits[place] ?? [])
                {
                    open.Push(target);
                }
            }
        }

        int[] members = [.. seen.Where(place => _splits[place] is null).Order()];
        var name = new string(MemoryMarshal.Cast<int, char>(members.AsSpan()));
        if (!_numbers.TryGetValue(name, out var number))
        {
            _numbers[name] = number = _members.Count;
            _members.Add(members);
            _accepts.Add(members.Contains(_end));
            _transitions.Add(new int[256]);
            Array.Fill(_transitions[number], Unknown);
        }

        return number;
    }
}
