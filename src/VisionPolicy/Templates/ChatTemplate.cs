namespace Agentic.VisionPolicy.Templates;

/// <summary>A chat template of a published checkpoint: text of a conversation, byte for byte as the reference renders it.</summary>
/// <remarks>
/// The Jinja language as chat templates use it, over immutable values. Left out: includes, imports and inheritance, which a single
/// file has no use for, and a few filters (<c>groupby</c>, <c>random</c>, <c>pprint</c>, <c>xmlattr</c> and the like); their names are errors. Lazy sequences are lists.
/// Safe for many threads.
/// </remarks>
public sealed class ChatTemplate
{
    private readonly Block _body;
    private readonly string _name;
    private readonly TemplateLimits _limits;

    private ChatTemplate(Block body, string name, TemplateLimits limits) => (_body, _name, _limits) = (body, name, limits);

    /// <summary>Reads a template.</summary>
    /// <param name="source">Its text.</param>
    /// <param name="name">What messages call it, such as its file's name.</param>
    /// <param name="limits">What a rendering may use; the default is wide enough for any conversation.</param>
    /// <exception cref="TemplateException">It is malformed, or uses what chat templates do not have; the line is given.</exception>
    public static ChatTemplate Parse(string source, string name, TemplateLimits? limits = null)
    {
        limits ??= TemplateLimits.Default;
        try
        {
            return new ChatTemplate(TemplateParser.Parse(source, limits.Depth), name, limits);
        }
        catch (TemplateException fault)
        {
            throw fault.At(name, 1);
        }
    }

    /// <summary>Renders.</summary>
    /// <param name="variables">
    /// What the template may name: <c>messages</c>, <c>add_generation_prompt</c>, the tokenizer's special tokens and so on. Values are
    /// null, bool, numbers, strings, <see cref="System.Text.Json.JsonElement"/>, sequences, and dictionaries with string keys.
    /// </param>
    /// <param name="clock">Makes <c>strftime_now</c> known; without one the template does not see the date.</param>
    /// <exception cref="TemplateException">The template raised an error, failed, or used more than its limits.</exception>
    public string Render(IReadOnlyDictionary<string, object?> variables, TimeProvider? clock = null)
    {
        var run = new Run(_limits, clock);
        try
        {
            var globals = new Scope(run, null);
            Globals.AddTo(globals);
            foreach (var (name, value) in variables)
            {
                globals.Set(name, TemplateValues.From(value));
            }

            _body.Execute(globals.Inner());
            return run.Text;
        }
        catch (TemplateException fault)
        {
            throw fault.At(_name, run.Line);
        }
    }
}
