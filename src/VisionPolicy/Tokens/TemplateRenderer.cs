using System.Collections.Concurrent;
using Agentic.Agents;
using Agentic.VisionPolicy.Templates;

namespace Agentic.VisionPolicy;

/// <summary>Turns rendered by the chat template of a checkpoint: the first prompt is exactly the template's, later ones append to it.</summary>
/// <remarks>
/// Text of worlds and policies never yields a control token, whatever is typed in it and whatever the template does to it.
/// Neighbouring texts are separated by a line break; a turn without pictures is one text, one with pictures a list of parts.
/// Results of tools are messages of the role "tool" where the template has it and an answer came before, and tagged text otherwise.
/// A pure function of its arguments. Safe for many threads.
/// </remarks>
internal sealed class TemplateRenderer : ITurnRenderer
{
    private const int CachedTurns = 4096, LongestCached = 1 << 14;
    private readonly ConcurrentDictionary<(Observation, bool), IReadOnlyList<TokenSegment>> _turns = new();
    private readonly BpeTokenizer _tokenizer;
    private readonly TurnTemplate _template;
    private readonly PicturePlaceholders _pictures;
    private readonly ControlNames _names;
    private readonly AddedToken? _close;
    private readonly int _stop;

    /// <param name="template">The parts of its renderings.</param>
    /// <param name="tokenizer">Of the same checkpoint.</param>
    /// <param name="images">Says how many placeholders a picture takes; null for a policy that cannot see.</param>
    public TemplateRenderer(TurnTemplate template, BpeTokenizer tokenizer, ImageProcessorConfig? images)
    {
        (_template, _tokenizer) = (template, tokenizer);
        (_pictures, _names) = (new PicturePlaceholders(tokenizer, images), new ControlNames(tokenizer.Definition.Added));
        _close = tokenizer.FindAdded(template.AfterAnswer, out var at) is { IsSpecial: true } token && at == 0 ? token : null;
        _stop = _close?.Id ?? tokenizer.Special(ControlTokens.MessageEnd);
    }

    /// <inheritdoc/>
    /// <exception cref="TemplateException">The template has no place for instructions.</exception>
    public IReadOnlyList<TokenSegment> Preamble(string instruction) =>
        Guarded([instruction], mark => _template.Preamble(mark(instruction)), SegmentOrigin.System, [], [], null);

    /// <inheritdoc/>
    /// <exception cref="NotSupportedException">The observation holds a picture and the policy cannot see.</exception>
    /// <exception cref="TemplateException">The template refuses the turn.</exception>
    public IReadOnlyList<TokenSegment> Observe(Observation observation, TokenSegment? previousReply)
    {
        var isLater = previousReply is not null;
        if (!_turns.TryGetValue((observation, isLater), out var turn))
        {
            turn = Render(observation, isLater);
            if (_turns.Count >= CachedTurns)
            {
                _turns.Clear();
            }

            if (observation.Parts.Sum(part => (long)(Text(part)?.Length ?? 0)) <= LongestCached)
            {
                _turns[(observation, isLater)] = turn;
            }
        }

        var isOpen = previousReply is { Ids: var ids } && (ids.IsEmpty || ids[^1] != _stop);
        return isOpen && _close is not null ? [TokenSegment.Of(SegmentOrigin.Forced, [_close.Id]), .. turn] : turn;
    }

    /// <inheritdoc/>
    public TokenSegment Reply(string text) => TokenSegment.Of(SegmentOrigin.Sampled, [.. _tokenizer.Encode(text), _stop]);

    private static string? Text(ObservationPart part) => part switch
    {
        TextPart said => said.Text,
        ToolResultPart result => result.Text,
        GuidancePart help => help.Text,
        _ => null,
    };

    private IReadOnlyList<TokenSegment> Render(Observation observation, bool isLater)
    {
        var texts = observation.Parts.Select(Text).OfType<string>().ToArray();
        var pictures = observation.Parts.OfType<ImagePart>().Select(part => _pictures.Segment(part.Image)).ToArray();
        var results = observation.Parts.OfType<ToolResultPart>().Select(part => part.Text).ToArray();
        return Guarded(
            texts,
            mark =>
            {
                var messages = new TurnMessages(isLater && _template.HasToolRole, mark).Of(observation);
                var text = isLater ? _template.Later(messages) : _template.First(messages);
                return isLater && _close is not null && text.StartsWith(_close.Text, StringComparison.Ordinal) ? text[_close.Text.Length..] : text;
            },
            SegmentOrigin.Observation, pictures, results, observation.Parts.OfType<GuidancePart>().SingleOrDefault()?.Text);
    }

    // Marking the control tokens in foreign text is enough unless the template itself takes text apart ("<x|im_end|>" without its x):
    // then its rendering has other control tokens than one in which no foreign character can begin any, and that one is taken.
    private IReadOnlyList<TokenSegment> Guarded(
        IReadOnlyList<string> foreign, Func<Func<string, string>, string> render, SegmentOrigin origin, IReadOnlyList<TokenSegment> pictures, IReadOnlyList<string> results, string? help)
    {
        var guard = new ControlTextGuard(_names, foreign);
        Func<string, string> mark = guard.Mark;
        var rendered = new RenderedText(_tokenizer, guard, render(mark));
        if (foreign.Any(_names.IsSuspicious))
        {
            var safe = new RenderedText(_tokenizer, guard, render(guard.MarkAll));
            (rendered, mark) = safe.Controls.SequenceEqual(rendered.Controls) ? (rendered, mark) : (safe, guard.MarkAll);
        }

        return rendered.Segments(origin, pictures, [.. results.Select(mark)], help is null ? null : mark(help));
    }
}
