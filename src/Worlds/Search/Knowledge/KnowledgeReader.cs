using System.Collections.Immutable;

namespace Agentic.Worlds.Search.Knowledge;

/// <summary>Reads one question, word by word, without going back. Each method gives null where the text is not as it should be.</summary>
internal sealed class KnowledgeReader(string text)
{
    private const int MaxCharacters = 4096;
    private readonly string[] _words = text.Length <= MaxCharacters ? text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) : [];
    private int _at;

    /// <summary>What was expected and what came, where reading failed.</summary>
    public string? Failure { get; private set; }

    public KnowledgeQuestion? Question()
    {
        if (text.Length > MaxCharacters)
        {
            Failure = $"A question has at most {MaxCharacters} characters, but {text.Length} came.";
            return null;
        }

        var question = Take("what") ? Path() : Take("how") ? Count() : Take("which") ? Comparison() : Missing<KnowledgeQuestion>("'what', 'how' or 'which'");
        return question is null || !Need("?") ? null
            : _at == _words.Length ? question : Missing<KnowledgeQuestion>("the end");
    }

    private KnowledgeQuestion.Path? Path()
    {
        if (!Need("is") || Term() is not { } term)
        {
            return null;
        }

        return term.Steps.Length > 0 ? new KnowledgeQuestion.Path(term) : Missing<KnowledgeQuestion.Path>("a term that begins with 'the' after 'what is'");
    }

    private KnowledgeQuestion.Count? Count() =>
        Need("many") && Relation(relation => relation.IsMany, "a relation to several things") is { } relation && Need("has") && Term() is { } term
            ? new KnowledgeQuestion.Count(relation, term) : null;

    private KnowledgeQuestion.Comparison? Comparison()
    {
        if (!Need("has") || !Need("the"))
        {
            return null;
        }

        var larger = Take("larger");
        if (!larger && !Take("smaller"))
        {
            return Missing<KnowledgeQuestion.Comparison>("'larger' or 'smaller'");
        }

        return Relation(relation => relation.IsNumber, "a relation to a number") is { } relation && Term() is { } left && Need("or") && Term() is { } right
            ? new KnowledgeQuestion.Comparison(larger, relation, left, right) : null;
    }

    private KnowledgeTerm? Term()
    {
        var steps = new Stack<KnowledgeStep>();
        while (Take("the"))
        {
            if (steps.Count == KnowledgeLanguage.MaxSteps)
            {
                return Missing<KnowledgeTerm>($"at most {KnowledgeLanguage.MaxSteps} steps of a term");
            }

            if (Step() is not { } step)
            {
                return null;
            }

            steps.Push(step);
        }

        return Name() is { } name ? new KnowledgeTerm(name, [.. steps]) : null;
    }

    private KnowledgeStep? Step()
    {
        if (Word() is { } word && KnowledgeTypes.Find(word) is { } type)
        {
            _at++;
            return Need("with") ? Back(type) : null;
        }

        return Relation(_ => true, "a relation or a type after 'the'") is { } relation && Need("of") ? new KnowledgeStep(relation) : null;
    }

    private KnowledgeStep? Back(KnowledgeType type)
    {
        if (Relation(_ => true, "a relation after 'with'") is not { } relation)
        {
            return null;
        }

        // One word ahead decides: a name before "and" is a condition, any other name ends the term.
        if (_at + 1 >= _words.Length || _words[_at + 1] != "and")
        {
            return new KnowledgeStep(relation, type);
        }

        if (Name() is not { } name)
        {
            return null;
        }

        _at++;
        return Relation(_ => true, "a relation after 'and'") is { } last
            ? new KnowledgeStep(last, type, new KnowledgeCondition(relation, name)) : null;
    }

    private Relation? Relation(Func<Relation, bool> fits, string expected)
    {
        if (Word() is { } word && Knowledge.Relation.Find(word) is { } relation && fits(relation))
        {
            _at++;
            return relation;
        }

        return Missing<Relation>(expected);
    }

    private string? Name()
    {
        if (Word() is { } word && (KnowledgeLanguage.IsName(word) || IsNumber(word)))
        {
            _at++;
            return word;
        }

        return Missing<string>("a name or digits");
    }

    // As numbers are written: no leading zero, so that a question has one form.
    private static bool IsNumber(string word) => word.Length is > 0 and <= 9 && word.All(char.IsAsciiDigit) && (word.Length == 1 || word[0] != '0');

    private string? Word() => _at < _words.Length ? _words[_at] : null;

    private bool Take(string word)
    {
        var isThere = Word() == word;
        _at += isThere ? 1 : 0;
        return isThere;
    }

    private bool Need(string word) => Take(word) || Missing<string>($"'{word}'") is not null;

    private T? Missing<T>(string expected)
        where T : class
    {
        Failure ??= $"Word {_at + 1} of the question: expected {expected}, but {(Word() is { } word ? AnswerText.Quote(word) : "the end")} came.";
        return null;
    }
}
