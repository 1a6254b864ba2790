using System.Collections.Concurrent;
using System.Collections.Immutable;
using Jint;
using Jint.Native;
using Jint.Runtime;

namespace Agentic.Worlds.Gui.Sites;

/// <summary>A page's task module outside the browser: pure functions from text to text, bounded in steps, memory and time. Thread-safe.</summary>
/// <remarks>
/// The bound that bites is the number of statements, because it is the same on every machine; the clock only guards against what
/// does not count as a statement, and is set so wide that a busy machine does not trip it. A module finds no clock and no ambient random numbers: asking for either is an error.
/// </remarks>
internal sealed class TaskModule(ImmutableArray<(string Path, string Text)> scripts)
{
    private const int MaxStatements = 5_000_000;
    private const long MaxBytes = 256L << 20;
    private const int MaxDepth = 200;
    private const int MaxArray = 1 << 20;
    private const string Purity = """
        Math.random = () => { throw new Error("Math.random is not repeatable; use the stream that generate is given"); };
        globalThis.Date = new Proxy({}, { get() { throw new Error("a task must not depend on the clock"); } });
        """;

    private static readonly TimeSpan MaxTime = TimeSpan.FromMinutes(5);

    // An engine serves one call at a time; one that failed is thrown away, so that no half-done call is ever seen again.
    private readonly ConcurrentBag<Engine> _idle = [];

    /// <summary>Calls <c>agentic.NAME(arguments…)</c>, which takes and gives text.</summary>
    /// <exception cref="GuiSiteException">The script threw, or went past a bound.</exception>
    public string Call(string name, params string[] arguments)
    {
        var engine = _idle.TryTake(out var idle) ? idle : Load();
        var result = Bounded(scripts[^1].Path, $"agentic.{name}", () =>
            engine.Invoke(engine.GetValue("agentic").Get(name), JsValue.Undefined, [.. arguments.Select(text => (object)text)]));
        _idle.Add(engine);
        return result.IsString()
            ? result.AsString()
            : throw new GuiSiteException(scripts[^1].Path, $"expected agentic.{name} to give text, but it gave {result.Type}.");
    }

    private Engine Load()
    {
        var engine = new Engine(options =>
        {
            options.Strict().LimitMemory(MaxBytes).MaxStatements(MaxStatements).LimitRecursion(MaxDepth).TimeoutInterval(MaxTime);
            options.Constraints.MaxArraySize = MaxArray;
        });
        engine.Execute(Purity, "the bounds of task modules");
        foreach (var (path, text) in scripts)
        {
            Bounded(path, "the script", () => engine.Execute(text, path));
        }

        return engine;
    }

    private static T Bounded<T>(string file, string what, Func<T> run)
    {
        try
        {
            return run();
        }
        catch (JavaScriptException error)
        {
            var place = error.Location.SourceFile is { } source ? $" at line {error.Location.Start.Line} of {source}" : "";
            throw new GuiSiteException(file, $"{what} failed{place}: {error.Message}", error);
        }
        catch (Acornima.ParseErrorException error)
        {
            throw new GuiSiteException(file, $"it is not JavaScript (line {error.LineNumber}): {error.Description}", error);
        }
        catch (StatementsCountOverflowException error)
        {
            throw new GuiSiteException(file, $"{what} did not end within {MaxStatements} statements.", error);
        }
        catch (MemoryLimitExceededException error)
        {
            throw new GuiSiteException(file, $"{what} needs more than {MaxBytes >> 20} MiB.", error);
        }
        catch (RecursionDepthOverflowException error)
        {
            throw new GuiSiteException(file, $"{what} calls itself more than {MaxDepth} deep.", error);
        }
        catch (TimeoutException error)
        {
            throw new GuiSiteException(file, $"{what} did not end within {MaxTime.TotalMinutes} minutes.", error);
        }
        catch (JintException error)
        {
            throw new GuiSiteException(file, $"{what} failed: {error.Message}", error);
        }
    }
}
