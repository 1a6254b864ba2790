using Agentic.VisionPolicy.Templates;

namespace Agentic.VisionPolicy;

/// <summary>A chat template asked for one part of a conversation at a time: the standing instructions, the first turn, a later turn.</summary>
/// <remarks>
/// A template renders whole conversations. A part is what it adds to a conversation of stand-ins: short texts that nothing else
/// holds. Earlier turns are stand-ins too, so what a template does to old answers (dropping their reasoning, shortening them)
/// never changes what is appended; the transcript keeps the tokens as they were.
/// </remarks>
internal sealed class TurnTemplate
{
    private const string System = "70861", User = "70862", Answer = "70863", Tool = "70864";
    private readonly ChatTemplate _template;
    private readonly IReadOnlyDictionary<string, object?> _special;
    private readonly TimeProvider? _clock;
    private readonly bool _hasSystem;
    private readonly string _opening;
    private readonly string _firstTurn;

    /// <exception cref="TemplateException">Its renderings do not grow at the end, so turns cannot be appended.</exception>
    public TurnTemplate(ChatTemplate template, IReadOnlyDictionary<string, object?> special, TimeProvider? clock)
    {
        (_template, _special, _clock) = (template, special, clock);
        var (system, user, answer) = (Message("system", System), Message("user", User), Message("assistant", Answer));
        _hasSystem = TryRender([system, user], true) is { } both && both.Contains(System, StringComparison.Ordinal);
        var whole = Render(_hasSystem ? [system, user] : [user], true);
        var userAt = Find(whole, User);
        var alone = _hasSystem ? TryRender([system], false) : "";
        _opening = alone is not null && alone.Length <= userAt && whole.StartsWith(alone, StringComparison.Ordinal) && (!_hasSystem || alone.Contains(System, StringComparison.Ordinal))
            ? alone
            : whole[..userAt];
        if (_hasSystem && !_opening.Contains(System, StringComparison.Ordinal))
        {
            throw new TemplateException("the template puts the system message behind the first question, so turns cannot be rendered one by one.");
        }

        _firstTurn = whole[_opening.Length..];
        HasToolRole = TryRender([.. Standing(), user, answer, Message("tool", Tool), user], true) is { } called && called.Contains(Tool, StringComparison.Ordinal);
        AfterAnswer = Later([Message("user", User)]);
    }

    /// <summary>Whether results of tools may be messages of their own.</summary>
    public bool HasToolRole { get; }

    /// <summary>What a turn adds behind an answer, for a stand-in of a turn: it begins with what closes the answer.</summary>
    public string AfterAnswer { get; }

    public static IReadOnlyDictionary<string, object?> Message(string role, object content) =>
        new Dictionary<string, object?>(StringComparer.Ordinal) { ["role"] = role, ["content"] = content };

    /// <summary>The part before the first turn; what the template itself puts there, if that can be told apart, when the instruction is empty.</summary>
    /// <exception cref="TemplateException">The template has no place for instructions.</exception>
    public string Preamble(string instruction)
    {
        if (instruction.Length > 0 && !_hasSystem)
        {
            throw new TemplateException("the template has no system message; leave the instruction empty and let the world say it.");
        }

        var user = Message("user", User);
        var whole = Render(instruction.Length > 0 ? [Message("system", instruction), user] : [user], true);
        return whole.EndsWith(_firstTurn, StringComparison.Ordinal)
            ? whole[..^_firstTurn.Length]
            : instruction.Length == 0 ? ""
            : throw new TemplateException("the template renders the first turn differently for different instructions, so turns cannot be rendered one by one.");
    }

    /// <summary>The first turn and the header of the answer.</summary>
    public string First(IReadOnlyList<IReadOnlyDictionary<string, object?>> messages)
    {
        var whole = Render([.. Standing(), .. messages], true);
        return whole.StartsWith(_opening, StringComparison.Ordinal)
            ? whole[_opening.Length..]
            : throw new TemplateException("the template renders the instructions differently for different turns, so turns cannot be rendered one by one.");
    }

    /// <summary>A later turn: what closes the answer before it, the turn, and the header of the next answer.</summary>
    public string Later(IReadOnlyList<IReadOnlyDictionary<string, object?>> messages)
    {
        var whole = Render([.. Standing(), Message("user", User), Message("assistant", Answer), .. messages], true);
        return whole[(Find(whole, Answer) + Answer.Length)..];
    }

    private IEnumerable<IReadOnlyDictionary<string, object?>> Standing() => _hasSystem ? [Message("system", System)] : [];

    // The first: the conversation before the stand-in is ours, what follows may hold anything.
    private static int Find(string whole, string standIn)
    {
        var at = whole.IndexOf(standIn, StringComparison.Ordinal);
        return at >= 0 ? at : throw new TemplateException("the template leaves out a message of the conversation, so turns cannot be rendered one by one.");
    }

    private string? TryRender(IReadOnlyList<IReadOnlyDictionary<string, object?>> messages, bool asksForAnswer)
    {
        try
        {
            return Render(messages, asksForAnswer);
        }
        catch (TemplateException)
        {
            return null;
        }
    }

    private string Render(IReadOnlyList<IReadOnlyDictionary<string, object?>> messages, bool asksForAnswer) =>
        _template.Render(
            new Dictionary<string, object?>(_special, StringComparer.Ordinal)
            {
                ["messages"] = messages,
                ["tools"] = null,
                ["documents"] = null,
                ["add_generation_prompt"] = asksForAnswer,
            },
            _clock);
}
