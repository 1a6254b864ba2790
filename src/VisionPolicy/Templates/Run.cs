using System.Runtime.CompilerServices;
using System.Text;

namespace Agentic.VisionPolicy.Templates;

/// <summary>One rendering under way: what was written, what was used, and where it stands.</summary>
/// <param name="limits">What it may use.</param>
/// <param name="clock">Today's date for <c>strftime_now</c>; null where a rendering must not depend on the day.</param>
internal sealed class Run(TemplateLimits limits, TimeProvider? clock)
{
    private StringBuilder _output = new();
    private long _steps;
    private long _characters;
    private int _depth;

    /// <summary>Line of what is evaluated now.</summary>
    public int Line { get; set; }

    public TimeProvider? Clock { get; } = clock;

    public string Text => _output.ToString();

    /// <summary>Counts one step of work.</summary>
    public void Step()
    {
        if (++_steps > limits.Steps)
        {
            throw new TemplateException($"the template takes more than {limits.Steps} steps; it may never end.");
        }
    }

    /// <summary>Counts characters or elements before they are made.</summary>
    public void Charge(long count)
    {
        _characters += count;
        if (count < 0 || _characters > limits.Characters)
        {
            throw new TemplateException($"the template makes more than {limits.Characters} characters and elements.");
        }
    }

    /// <summary>Goes one call deeper; <see cref="Leave"/> comes back.</summary>
    public void Enter()
    {
        if (++_depth > limits.Depth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TemplateException($"calls inside one another go deeper than {limits.Depth}.");
        }
    }

    public void Leave() => _depth--;

    public void Write(string text)
    {
        Charge(text.Length);
        _output.Append(text);
    }

    /// <summary>What an action writes, instead of writing it.</summary>
    public string Capture(Action action)
    {
        var outer = _output;
        _output = new StringBuilder();
        try
        {
            action();
            Charge(_output.Length);
            return _output.ToString();
        }
        finally
        {
            _output = outer;
        }
    }

    /// <summary>Guards a walk over nested values, which a template can build to any depth.</summary>
    public static void GuardStack()
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TemplateException("a value is nested too deeply.");
        }
    }
}
