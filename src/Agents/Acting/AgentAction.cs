namespace Agentic.Agents;

/// <summary>An answer as a world receives it: the raw text, where its tokens stand, and what it means.</summary>
/// <param name="Text">Exactly what the policy said.</param>
/// <param name="Tokens">Its tokens in the role's transcript.</param>
/// <param name="Parsed">The typed record that the kind's parser made of it.</param>
public sealed record AgentAction(string Text, TokenSpan Tokens, TypedAction Parsed);

/// <summary>A typed action; each world kind has its own records.</summary>
public abstract record TypedAction
{
    /// <summary>The action in canonical words, for records and people.</summary>
    public abstract string Canonical { get; }
}

/// <summary>Tokens <see cref="Start"/> .. <see cref="Start"/> + <see cref="Length"/> − 1 of a transcript.</summary>
/// <param name="Start">Position of the first token, counted over all segments.</param>
/// <param name="Length">Number of tokens.</param>
public readonly record struct TokenSpan(int Start, int Length);

/// <summary>What became of a text: a typed action, or a typed failure that says what was expected.</summary>
public readonly record struct ActionParse
{
    private ActionParse(TypedAction? action, string? failure) => (Action, Failure) = (action, failure);

    /// <summary>The action, or null.</summary>
    public TypedAction? Action { get; }

    /// <summary>What was expected and what came, or null.</summary>
    public string? Failure { get; }

    /// <summary>The text was understood.</summary>
    public static ActionParse Understood(TypedAction action) => new(action, null);

    /// <summary>The text was not understood; the message is shown to the policy.</summary>
    public static ActionParse Refused(string failure) => new(null, failure);
}
