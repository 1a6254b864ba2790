using System.Collections.Immutable;
using System.Globalization;
using Agentic.Agents;

namespace Agentic.Worlds.Code.MiniRepos;

/// <summary>Makes mini-repos: a pure function of the spec, without Python and without a sandbox.</summary>
public static class RepoGenerator
{
    private const int TestsEach = 6;
    private const int MostTemplates = 12;
    private static readonly string[] Packages = ["shop", "depot", "atlas", "ledger", "studio", "garden"];
    private static readonly string[] Topics =
        ["intake", "pricing", "routes", "stock", "report", "layout", "audit", "signals", "batch", "survey", "digest", "harvest", "freight", "kernel", "orders"];

    /// <summary>The repo of a spec.</summary>
    public static MiniRepo Make(RepoSpec spec)
    {
        var key = RandomKey.FromSeed(spec.Seed).Derive("mini-repo");
        for (ulong attempt = 0; ; attempt++)
        {
            if (TryMake(spec, key.Derive(attempt).Stream()) is { } repo)
            {
                return repo;
            }
        }
    }

    private static MiniRepo? TryMake(RepoSpec spec, RandomStream random)
    {
        var (modules, chain, kinds) = Build(spec, ref random);
        var drawn = DrawTests(modules, kinds, ref random);
        var (broken, bugs) = (modules, ImmutableArray.CreateBuilder<(string, string)>());
        for (var bug = 0; bug < spec.Bugs; bug++)
        {
            // The first is at the far end of the chain of calls; others are anywhere else.
            var (module, function) = bug == 0 ? chain[0] : AnyOther(modules, chain, bugs.Select(done => done.Item2), ref random);
            if (function is null || Break(broken, module, function, drawn, ref random) is not var (next, kind))
            {
                return null;
            }

            broken = next;
            bugs.Add((kind, function));
        }

        var results = drawn.Select(test => Outcomes(broken, test)).ToArray();
        if (results.Any(values => values.Contains(null)))
        {
            return null;
        }

        var outer = chain[^1].Function;
        var tests = drawn.Select((test, i) => test with { FailsFirst = !results[i].SequenceEqual(test.Calls.Select(call => call.Expected)) }).ToImmutableArray();
        var isTold = tests.Select((test, at) => (test, at)).FirstOrDefault(item => item.test.FailsFirst && item.test.Function == outer);
        var inner = tests.Select((test, at) => (test, at)).FirstOrDefault(item => item.test.FailsFirst && item.test.Function == chain[0].Function);
        if (isTold.test is null || inner.test is null || tests.All(test => test.FailsFirst))
        {
            return null;
        }

        tests = Hide(spec, tests, isTold.at, chain, ref random);
        var statement = RepoStatement.Write(spec.Vagueness, chain, inner.test, results[inner.at]!, isTold.test, results[isTold.at]!);
        return new MiniRepo(modules, broken, tests, statement, bugs.ToImmutable(), spec.Distance);
    }

    private static (ImmutableArray<PyModule> Modules, List<(string Module, string Function)> Chain, Dictionary<string, string> Kinds) Build(RepoSpec spec, ref RandomStream random)
    {
        var count = Math.Max(spec.Distance + 1, (spec.Files - 1) / 2);
        var templates = RepoTemplates.All.ToArray();
        random.Shuffle(templates.AsSpan());
        var (names, kinds) = (Topics.ToArray(), new Dictionary<string, string>());
        random.Shuffle(names.AsSpan());
        var package = Packages[random.NextInt(Packages.Length)];
        // The chain needs a function whose value can be used further.
        var first = spec.Distance > 0 ? Array.FindIndex(templates, template => template.Returns != '?') : 0;
        (templates[0], templates[first]) = (templates[first], templates[0]);
        var modules = ImmutableArray.CreateBuilder<PyModule>();
        var chain = new List<(string Module, string Function)>();
        var used = 0;
        for (var i = 0; i < count; i++)
        {
            var name = $"{package}.{names[i]}";
            var functions = ImmutableArray.CreateBuilder<PyFunction>();
            var imports = ImmutableArray<(string, string)>.Empty;
            if (i > 0 && i <= spec.Distance)
            {
                var (module, inner) = chain[^1];
                imports = [(module, inner)];
                var wrapper = Wrap(inner, modules[i - 1].Functions.First(function => function.Name == inner), i == 1 ? templates[0].Returns : 'i', i, ref random);
                kinds[wrapper.Name] = kinds[inner];
                functions.Add(wrapper);
                chain.Add((name, wrapper.Name));
            }

            for (var own = i == 0 || (used < MostTemplates && (functions.Count == 0 || random.NextBool(0.5))) ? 1 + (count < 6 ? random.NextInt(2) : 0) : 0; own > 0 && used < templates.Length; own--)
            {
                var template = templates[used++];
                var function = Instance(template, ref random);
                kinds[function.Name] = template.Kinds;
                functions.Add(function);
                if (i == 0 && chain.Count == 0)
                {
                    chain.Add((name, function.Name));
                }
            }

            if (functions.Count == 0)
            {
                functions.Add(PyParser.Function($"def fixed_{names[i]}(value):\n    return value + {random.NextInt(9) + 1}\n", "A fixed surcharge."));
                kinds[functions[0].Name] = "i";
            }

            ImmutableArray<string> caches = functions.Any(function => PyPrinter.Print(function).Contains("_known", StringComparison.Ordinal)) ? ["_known"] : [];
            modules.Add(new PyModule(name, $"{char.ToUpperInvariant(names[i][0])}{names[i][1..]} of the {package}.", imports, caches, functions.ToImmutable()));
        }

        return (modules.ToImmutable(), chain, kinds);
    }

    private static PyFunction Instance(RepoTemplate template, ref RandomStream random)
    {
        var low = random.NextInt(2, 5);
        var name = template.Names[random.NextInt(template.Names.Length)];
        var words = template.Source.Replace("NAME", name, StringComparison.Ordinal);
        return PyParser.Function(Number(Number(words, 'A', low), 'B', low + random.NextInt(2, 6)), Number(template.Summary, 'A', low));
    }

    private static string Number(string text, char letter, int value) =>
        System.Text.RegularExpressions.Regex.Replace(text, $@"\b{letter}\b(?!dd)", value.ToString(CultureInfo.InvariantCulture));

    private static PyFunction Wrap(string inner, PyFunction function, char returns, int level, ref RandomStream random)
    {
        var required = function.Parameters.Where(parameter => parameter.Default is null).Select(parameter => parameter.Name).ToArray();
        var use = returns == 'l' ? "sum(result)" : "result";
        var name = $"{new[] { "quote", "plan", "review" }[random.NextInt(3)]}_{level}_{inner.Split('_')[^1]}";
        return PyParser.Function(
            $"def {name}({string.Join(", ", required)}):\n    result = {inner}({string.Join(", ", required)})\n    return {use} + {random.NextInt(1, 9)}\n", "Built on the part below, with a surcharge.");
    }

    internal static ImmutableArray<RepoTest> DrawTests(ImmutableArray<PyModule> modules, Dictionary<string, string> kinds, ref RandomStream random)
    {
        var tests = ImmutableArray.CreateBuilder<RepoTest>();
        foreach (var module in modules)
        {
            foreach (var function in module.Functions)
            {
                for (var number = 1; number <= TestsEach; number++)
                {
                    ImmutableArray<object?>[] calls = [RepoArguments.Draw(kinds[function.Name], ref random), RepoArguments.Draw(kinds[function.Name], ref random)];
                    if (random.NextBool(0.5))
                    {
                        // The same first argument again: what is kept from one call to the next shows.
                        calls[1] = calls[1].SetItem(0, calls[0][0]);
                    }

                    var interpreter = new PyInterpreter(modules);
                    tests.Add(new RepoTest(
                        module.Name, function.Name, number, [.. calls.Select(call => new RepoCall(call, interpreter.Call(module.Name, function.Name, RepoArguments.Copy(call)) ?? ""))], false, false));
                }
            }
        }

        return tests.ToImmutable();
    }

    internal static string?[] Outcomes(ImmutableArray<PyModule> modules, RepoTest test)
    {
        var interpreter = new PyInterpreter(modules);
        return [.. test.Calls.Select(call => interpreter.Call(test.Module, test.Function, RepoArguments.Copy(call.Arguments)))];
    }

    private static (string Module, string? Function) AnyOther(
        ImmutableArray<PyModule> modules, List<(string Module, string Function)> chain, IEnumerable<string> done, ref RandomStream random)
    {
        var taken = done.ToHashSet();
        (string, string)[] free = [.. modules.SelectMany(module => module.Functions.Select(function => (module.Name, function.Name)))
            .Where(place => !taken.Contains(place.Item2) && chain.All(link => link.Function != place.Item2))];
        return free.Length == 0 ? ("", null) : free[random.NextInt(free.Length)];
    }

    private static (ImmutableArray<PyModule> Modules, string Kind)? Break(
        ImmutableArray<PyModule> modules, string module, string name, ImmutableArray<RepoTest> tests, ref RandomStream random)
    {
        var at = modules.IndexOf(modules.First(other => other.Name == module));
        var function = modules[at].Functions.First(other => other.Name == name);
        var injectors = BugInjectors.All.ToArray();
        random.Shuffle(injectors.AsSpan());
        if (random.NextBool(0.5))
        {
            // Most functions can be broken in the common ways, few in the others: half of the time these go first.
            injectors = [.. injectors.OrderByDescending(injector => BugInjectors.Rare.Contains(injector.Name))];
        }

        foreach (var (kind, breakIt) in injectors)
        {
            var mutants = breakIt(function).Where(mutant => PyPrinter.Print(mutant) != PyPrinter.Print(function)).ToArray();
            random.Shuffle(mutants.AsSpan());
            foreach (var mutant in mutants)
            {
                var changed = modules.SetItem(at, modules[at] with { Functions = modules[at].Functions.Replace(function, mutant) });
                var own = tests.Where(test => test.Function == name).Select(test => (test, Outcomes(changed, test))).ToArray();
                if (own.All(item => !item.Item2.Contains(null)) && own.Any(item => !item.Item2.SequenceEqual(item.test.Calls.Select(call => call.Expected))))
                {
                    return (changed, kind);
                }
            }
        }

        return null;
    }

    private static ImmutableArray<RepoTest> Hide(
        RepoSpec spec, ImmutableArray<RepoTest> tests, int told, List<(string Module, string Function)> chain, ref RandomStream random)
    {
        var hidden = ImmutableArray.CreateBuilder<RepoTest>();
        for (var i = 0; i < tests.Length; i++)
        {
            // With calls in between, what fails nearer to the bug would give it away.
            var gives = spec.Distance > 0 && tests[i].FailsFirst && chain.Take(chain.Count - 1).Any(link => link.Function == tests[i].Function);
            var isShown = random.NextInt(100) < spec.Shown && !gives;
            hidden.Add(tests[i] with { IsHidden = !isShown && !(i == told && spec.Shown > 0) });
        }

        return hidden.ToImmutable();
    }
}
