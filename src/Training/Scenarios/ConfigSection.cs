using System.Collections.Immutable;
using System.Globalization;
using Agentic.Worlds;

namespace Agentic.Training.Scenarios;

/// <summary>
/// One section as it is being read. Asking for a value names its key, type, range and default in one line; closing the section
/// makes every key that nobody asked for a mistake.
/// </summary>
internal sealed class ConfigSection
{
    private readonly ConfigMapping? _node;
    private readonly ConfigReport _report;
    private readonly List<string> _known = [];

    /// <param name="path">Dotted path, "" for the root.</param>
    /// <param name="node">What was written, or null for an absent section.</param>
    /// <param name="report">Where values and mistakes go.</param>
    /// <param name="origin">Where the section stands.</param>
    public ConfigSection(string path, ConfigMapping? node, ConfigReport report, ConfigOrigin? origin = null) =>
        (Path, _node, _report, Origin) = (path, node, report, origin ?? node?.Origin ?? ConfigOrigin.Default);

    public string Path { get; }

    public ConfigOrigin Origin { get; }

    /// <summary>Keys that were written.</summary>
    public IEnumerable<ConfigEntry> Entries => _node is null ? [] : _node.Entries;

    public ConfigOrigin OriginOf(string key) => _node?.Find(key)?.Origin ?? Origin;

    public bool Has(string key) => _node?.Find(key) is { } node and not ConfigScalar { IsNull: true };

    /// <summary>The inner section of a key; an absent one reads as defaults.</summary>
    public ConfigSection Section(string key)
    {
        var path = Know(key);
        var node = _node?.Find(key);
        if (node is not (null or ConfigMapping or ConfigScalar { IsNull: true }))
        {
            _report.Wrong(node.Origin, path, "a section with keys", node.Describe());
        }

        return new ConfigSection(path, node as ConfigMapping, _report, node?.Origin);
    }

    public int Integer(string key, int min, int max, int fallback) =>
        Value(key, fallback, text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max ? value : null, $"a whole number from {min} to {max}", value => $"{value}");

    public ulong Seed(string key, ulong fallback) =>
        Value(key, fallback, text => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null,
            $"a whole number from 0 to {ulong.MaxValue}", value => $"{value}");

    public double Number(string key, double min, double max, double fallback) =>
        Value(key, fallback, text => ParseNumber(text, min, max), $"a number from {min} to {max}", Words);

    public bool Flag(string key, bool fallback) =>
        Value<bool>(key, fallback, text => text switch { "true" => true, "false" => false, _ => null }, "true or false", value => value ? "true" : "false");

    /// <summary>A whole number, or nothing at all.</summary>
    public int? OptionalInteger(string key, int min, int max)
    {
        if (Has(key))
        {
            return Integer(key, min, max, min);
        }

        Absent(key, "null");
        return null;
    }

    /// <summary>A number, or nothing at all.</summary>
    public double? OptionalNumber(string key, double min, double max)
    {
        if (Has(key))
        {
            return Number(key, min, max, min);
        }

        Absent(key, "null");
        return null;
    }

    /// <summary>True, false, or nothing at all.</summary>
    public bool? OptionalFlag(string key)
    {
        if (Has(key))
        {
            return Flag(key, false);
        }

        Absent(key, "null");
        return null;
    }

    /// <summary>A text of at most <paramref name="maxLength"/> characters, or null.</summary>
    public string? OptionalText(string key, int maxLength = 4096)
    {
        if (!Has(key))
        {
            Absent(key, "null");
            return null;
        }

        return Text(key, "", maxLength);
    }

    public string Text(string key, string fallback, int maxLength = 4096, bool isRequired = false)
    {
        var path = Know(key);
        var expected = $"a text of at most {maxLength} characters";
        var node = _node?.Find(key);
        if (node is null or ConfigScalar { IsNull: true })
        {
            if (isRequired)
            {
                _report.Wrong(node?.Origin ?? Origin, path, expected, "missing");
            }

            _report.Add(new ResolvedValue(path, YamlText.Scalar(fallback), ConfigOrigin.Default));
            return fallback;
        }

        var value = (node as ConfigScalar)?.Text;
        if (value is null || value.Length > maxLength)
        {
            _report.Wrong(node.Origin, path, expected, value is null ? node.Describe() : $"{value.Length} characters long");
            value = fallback;
        }

        _report.Add(new ResolvedValue(path, YamlText.Scalar(value), node.Origin));
        return value;
    }

    /// <summary>A list of texts of at least one character each; one text stands for a list of one.</summary>
    public ImmutableArray<string> Texts(string key, ImmutableArray<string> fallback, int maxCount = 256)
    {
        var path = Know(key);
        var node = _node?.Find(key);
        ImmutableArray<string> texts = node switch
        {
            null or ConfigScalar { IsNull: true } => fallback,
            ConfigScalar scalar => [scalar.Text],
            ConfigSequence list when list.Items.All(item => item is ConfigScalar { IsNull: false }) => [.. list.Items.Select(item => ((ConfigScalar)item).Text)],
            _ => default,
        };
        if (texts.IsDefault || texts.Length > maxCount || texts.Any(string.IsNullOrEmpty))
        {
            _report.Wrong(node!.Origin, path, $"a text or a list of at most {maxCount} texts of at least one character", node.Describe());
            texts = fallback;
        }

        _report.Add(new ResolvedValue(path, $"[{string.Join(", ", texts.Select(YamlText.Scalar))}]", Has(key) ? node!.Origin : ConfigOrigin.Default));
        return texts;
    }

    /// <summary>A list of one number or more; one number stands for a list of one.</summary>
    public ImmutableArray<double> Numbers(string key, double min, double max, bool isInteger, ImmutableArray<double> fallback, int maxCount = 64)
    {
        var path = Know(key);
        var node = _node?.Find(key);
        ImmutableArray<ConfigNode> items = node switch
        {
            null or ConfigScalar { IsNull: true } => [],
            ConfigSequence list => list.Items,
            _ => [node],
        };
        var numbers = items.Select(item => ParseNumber(item, min, max, isInteger)).OfType<double>().ToImmutableArray();
        if (numbers.Length < items.Length || numbers.Length > maxCount || (node is ConfigSequence && numbers.IsEmpty))
        {
            _report.Wrong(node!.Origin, path, FormattableString.Invariant($"{(isInteger ? "a whole number" : "a number")} from {min} to {max}, or a list of 1 to {maxCount} of them"), node.Describe());
            numbers = [];
        }

        numbers = numbers.IsEmpty ? fallback : numbers;
        _report.Add(new ResolvedValue(path, $"[{string.Join(", ", numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)))}]", Has(key) ? node!.Origin : ConfigOrigin.Default));
        return numbers;
    }

    /// <summary>One of a few words.</summary>
    public string Choice(string key, IReadOnlyCollection<string> words, string fallback)
    {
        var before = _report.MistakeCount;
        var value = Text(key, fallback);
        if (_report.MistakeCount == before && !words.Contains(value))
        {
            var actual = value.Length <= 60 ? value : $"{value[..60]}…";
            _report.Wrong(OriginOf(key), ConfigReport.Join(Path, key), $"must be one of {string.Join(", ", words)}, but is '{actual}'.{Suggestion.For(value, words)}");
            return fallback;
        }

        return value;
    }

    /// <summary>A number, or [low, high]; null when the key is absent.</summary>
    public (double Low, double High)? Range(string key, double min, double max, bool isInteger)
    {
        var path = Know(key);
        var node = _node?.Find(key);
        if (node is null)
        {
            return null;
        }

        var kind = isInteger ? "whole numbers" : "numbers";
        var items = node is ConfigSequence { Items.Length: 2 } pair ? pair.Items : [node, node];
        var low = ParseNumber(items[0], min, max, isInteger);
        var high = ParseNumber(items[1], min, max, isInteger);
        if (low is null || high is null || low > high)
        {
            _report.Wrong(node.Origin, path, $"a number or [low, high], {kind} from {min} to {max} with low ≤ high", node.Describe());
            return null;
        }

        _report.Add(new ResolvedValue(path, low == high ? Words(low.Value) : $"[{Words(low.Value)}, {Words(high.Value)}]", node.Origin));
        return (low.Value, high.Value);
    }

    /// <summary>A list of numbers and of [low, high]; <paramref name="fallback"/> when the key is absent, and nothing at all where that is empty or the list is wrong.</summary>
    public ImmutableArray<(double Low, double High)> Ranges(string key, double min, double max, bool isInteger, ImmutableArray<(double Low, double High)> fallback, int maxCount)
    {
        var path = Know(key);
        var node = _node?.Find(key);
        var ranges = fallback;
        if (node is not (null or ConfigScalar { IsNull: true }))
        {
            ImmutableArray<ConfigNode> items = node is ConfigSequence list ? list.Items : [node];
            var pairs = items.Select(item => item is ConfigSequence { Items.Length: 2 } pair ? pair.Items : [item, item])
                .Select(pair => (Low: ParseNumber(pair[0], min, max, isInteger), High: ParseNumber(pair[1], min, max, isInteger))).ToList();
            var isRight = pairs.Count >= 1 && pairs.Count <= maxCount && pairs.All(pair => pair.Low <= pair.High);
            if (!isRight)
            {
                _report.Wrong(node.Origin, path, FormattableString.Invariant($"a list of 1 to {maxCount} entries, each a number or [low, high], {(isInteger ? "whole numbers" : "numbers")} from {min} to {max} with low ≤ high"), node.Describe());
            }

            ranges = isRight ? [.. pairs.Select(pair => (pair.Low!.Value, pair.High!.Value))] : fallback;
        }

        if (!ranges.IsEmpty)
        {
            _report.Add(new ResolvedValue(path, $"[{string.Join(", ", ranges.Select(range => range.Low == range.High ? Words(range.Low) : $"[{Words(range.Low)}, {Words(range.High)}]"))}]", Has(key) ? node!.Origin : ConfigOrigin.Default));
        }

        return ranges;
    }

    /// <summary>Notes a value that nobody wrote and that the world itself decides.</summary>
    public void Comment(string key, string value) =>
        _report.Add(new ResolvedValue(ConfigReport.Join(Path, key), value, ConfigOrigin.Default, IsComment: true));

    public void Wrong(string key, string message) => _report.Wrong(OriginOf(key), ConfigReport.Join(Path, key), message);

    /// <summary>Every key that was written but not asked for is a mistake.</summary>
    public void Close()
    {
        foreach (var entry in Entries.Where(entry => !_known.Contains(entry.Key)))
        {
            _report.Stranger(Path, entry, [.. _known]);
        }
    }

    private T Value<T>(string key, T fallback, Func<string, T?> parse, string expected, Func<T, string> words) where T : struct
    {
        var path = Know(key);
        var node = _node?.Find(key);
        if (node is null)
        {
            _report.Add(new ResolvedValue(path, words(fallback), ConfigOrigin.Default));
            return fallback;
        }

        var value = node is ConfigScalar { IsPlain: true } scalar ? parse(scalar.Text) : null;
        if (value is null)
        {
            _report.Wrong(node.Origin, path, expected, node.Describe());
        }

        _report.Add(new ResolvedValue(path, words(value ?? fallback), node.Origin));
        return value ?? fallback;
    }

    private void Absent(string key, string value) => _report.Add(new ResolvedValue(Know(key), value, ConfigOrigin.Default));

    private string Know(string key)
    {
        _known.Add(key);
        return ConfigReport.Join(Path, key);
    }

    private static double? ParseNumber(ConfigNode node, double min, double max, bool isInteger) =>
        node is ConfigScalar { IsPlain: true } scalar && ParseNumber(scalar.Text, min, max) is { } value && (!isInteger || value == Math.Floor(value)) ? value : null;

    private static double? ParseNumber(string text, double min, double max) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max ? value : null;

    private static string Words(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
