using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Agentic.Training.Scenarios;

/// <summary>
/// YAML to nodes with places, from the event stream: anchors, aliases and tags are refused, and size and depth are limited, so
/// that a hostile file can neither grow nor nest without bound.
/// </summary>
public sealed class ConfigParser
{
    /// <summary>Longest text, in characters.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>Deepest nesting; a scenario needs four.</summary>
    public const int MaxDepth = 12;

    private readonly Parser _events;
    private readonly string _source;
    private readonly ConfigOrigin? _origin;
    private readonly List<ScenarioMistake> _mistakes;

    private ConfigParser(string text, string source, ConfigOrigin? origin, List<ScenarioMistake> mistakes) =>
        (_events, _source, _origin, _mistakes) = (new Parser(new StringReader(text)), source, origin, mistakes);

    /// <summary>Reads one document.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="source">Its name in places.</param>
    /// <param name="mistakes">Gets a line for each repeated key; the first one counts.</param>
    /// <param name="origin">Said instead of lines and columns; null for those.</param>
    /// <exception cref="ScenarioException">It is no YAML, too large, too deep, or uses what scenarios do without.</exception>
    public static ConfigNode Parse(string text, string source, List<ScenarioMistake> mistakes, ConfigOrigin? origin = null)
    {
        if (text.Length > MaxLength)
        {
            throw Refused(origin ?? new ConfigOrigin(source, 1, 1), $"the text must have at most {MaxLength} characters, but has {text.Length}.");
        }

        var parser = new ConfigParser(text, source, origin, mistakes);
        try
        {
            return parser.Document();
        }
        catch (Exception error) when (error is not ScenarioException)
        {
            // The YAML reader throws more types than its own on hostile input; each of them means "no YAML" here.
            var start = (error as YamlException)?.Start ?? Mark.Empty;
            var place = origin ?? new ConfigOrigin(source, Math.Max(1, (int)start.Line), Math.Max(1, (int)start.Column));
            throw Refused(place, $"this is not YAML: {error.Message.ReplaceLineEndings(" ")} Quote texts with special characters, and indent by spaces.");
        }
    }

    private ConfigNode Document()
    {
        _events.Consume<StreamStart>();
        if (_events.Accept<StreamEnd>(out _))
        {
            return new ConfigMapping([], Place(Mark.Empty));
        }

        _events.Consume<DocumentStart>();
        var root = Node(0);
        _events.Consume<DocumentEnd>();
        if (_events.TryConsume<DocumentStart>(out var second))
        {
            throw Refused(Place(second.Start), "a scenario is one document; remove the second '---'.");
        }

        return root;
    }

    private ConfigNode Node(int depth)
    {
        if (_events.TryConsume<AnchorAlias>(out var alias))
        {
            throw Refused(Place(alias.Start), "aliases (*name) are not used in scenarios; write the value out.");
        }

        var node = _events.Consume<NodeEvent>();
        var place = Place(node.Start);
        if (!node.Anchor.IsEmpty || !node.Tag.IsEmpty)
        {
            throw Refused(place, "anchors (&name) and tags (!name) are not used in scenarios; write the plain value.");
        }

        if (depth > MaxDepth)
        {
            throw Refused(place, $"sections must be nested at most {MaxDepth} deep, but this is deeper.");
        }

        return node switch
        {
            Scalar scalar => new ConfigScalar(scalar.Value, scalar.Style == ScalarStyle.Plain, place),
            SequenceStart => Sequence(place, depth),
            _ => Mapping(place, depth),
        };
    }

    private ConfigSequence Sequence(ConfigOrigin place, int depth)
    {
        var items = ImmutableArray.CreateBuilder<ConfigNode>();
        while (!_events.TryConsume<SequenceEnd>(out _))
        {
            items.Add(Node(depth + 1));
        }

        return new ConfigSequence(items.ToImmutable(), place);
    }

    private ConfigMapping Mapping(ConfigOrigin place, int depth)
    {
        var entries = ImmutableArray.CreateBuilder<ConfigEntry>();
        var first = new Dictionary<string, ConfigOrigin>(StringComparer.Ordinal);
        while (!_events.TryConsume<MappingEnd>(out _))
        {
            if (Node(depth + 1) is not ConfigScalar key)
            {
                throw Refused(place, "a key must be a word, but here a list or a section stands before the colon.");
            }

            var value = Node(depth + 1);
            if (first.TryAdd(key.Text, key.Origin))
            {
                entries.Add(new ConfigEntry(key.Text, value, key.Origin));
            }
            else
            {
                _mistakes.Add(new ScenarioMistake(key.Origin, key.Text, $"the key is given twice, first at {first[key.Text]}; remove one of them."));
            }
        }

        return new ConfigMapping(entries.ToImmutable(), place);
    }

    private ConfigOrigin Place(Mark mark) => _origin ?? new ConfigOrigin(_source, Math.Max(1, (int)mark.Line), Math.Max(1, (int)mark.Column));

    private static ScenarioException Refused(ConfigOrigin origin, string message) => new(new ScenarioMistake(origin, "", message));
}
