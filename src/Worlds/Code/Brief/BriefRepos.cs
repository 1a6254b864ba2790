using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Worlds.Code.MiniRepos;

namespace Agentic.Worlds.Code.Brief;

/// <summary>What a brief task is made from: the same spec gives the same task.</summary>
/// <param name="Seed">Draws everything.</param>
/// <param name="Functions">Functions of the module, 1 to <see cref="MostFunctions"/>.</param>
/// <param name="Vagueness">Of the statement: 0 names the function, a call and both values; 1 the function; 2 says only that tests fail.</param>
internal sealed record BriefSpec(ulong Seed, int Functions, int Vagueness)
{
    /// <summary>Most functions of a module.</summary>
    public const int MostFunctions = 6;
}

/// <summary>Makes modules of a few short functions, one of which has one wrong token (or two that changed places). A pure function of the spec.</summary>
internal static class BriefRepos
{
    /// <summary>The only file.</summary>
    public const string Path = "lib/code.py";

    private const string Module = "lib.code";
    private const int Shown = 60;
    private static readonly string[] Injectors = ["operator_swap", "boundary", "off_by_one", "swapped_arguments", "wrong_default"];

    /// <summary>The task of a spec.</summary>
    public static MiniRepo Make(BriefSpec spec)
    {
        var key = RandomKey.FromSeed(spec.Seed).Derive("brief-repo");
        for (ulong attempt = 0; ; attempt++)
        {
            if (TryMake(spec, key.Derive(attempt).Stream()) is { } repo)
            {
                return repo;
            }
        }
    }

    private static MiniRepo? TryMake(BriefSpec spec, RandomStream random)
    {
        var names = BriefFunctions.Names.ToArray();
        random.Shuffle(names.AsSpan());
        var functions = new List<BriefFunction>();
        for (var i = 0; i < spec.Functions; i++)
        {
            functions.Add(BriefFunctions.Draw(names[i], functions, ref random));
        }

        ImmutableArray<PyModule> right = [new PyModule(Module, "", [], [], [.. functions.Select(function => function.Function)])];
        var tests = RepoGenerator.DrawTests(right, functions.ToDictionary(function => function.Function.Name, function => function.Kinds), ref random);
        var at = random.NextInt(functions.Count);
        if (Break(right, at, tests, ref random) is not var (broken, kind))
        {
            return null;
        }

        var results = tests.Select(test => RepoGenerator.Outcomes(broken, test)).ToArray();
        var name = functions[at].Function.Name;
        if (results.Any(values => values.Any(IsNoValue)) || tests.Any(test => test.Calls.Any(call => IsNoValue(call.Expected))))
        {
            return null;
        }

        var shown = ImmutableArray.CreateBuilder<RepoTest>();
        for (var i = 0; i < tests.Length; i++)
        {
            shown.Add(tests[i] with { FailsFirst = !results[i].SequenceEqual(tests[i].Calls.Select(call => call.Expected)), IsHidden = random.NextInt(100) >= Shown });
        }

        var told = Enumerable.Range(0, tests.Length).Where(i => shown[i].FailsFirst && tests[i].Function == name).DefaultIfEmpty(-1).First();
        if (told < 0 || shown.All(test => test.FailsFirst))
        {
            return null;
        }

        shown[told] = shown[told] with { IsHidden = false };
        return new MiniRepo(right, broken, shown.ToImmutable(), BriefWords.Statement(spec.Vagueness, shown[told], results[told]), [(kind, name)], 0, BriefPython.Print);
    }

    private static (ImmutableArray<PyModule> Modules, string Kind)? Break(ImmutableArray<PyModule> right, int at, ImmutableArray<RepoTest> tests, ref RandomStream random)
    {
        var (module, function) = (right[0], right[0].Functions[at]);
        var injectors = BugInjectors.All.Where(injector => Injectors.Contains(injector.Name)).ToArray();
        random.Shuffle(injectors.AsSpan());
        foreach (var (kind, breakIt) in injectors)
        {
            var mutants = breakIt(function).ToArray();
            random.Shuffle(mutants.AsSpan());
            foreach (var mutant in mutants)
            {
                ImmutableArray<PyModule> broken = [module with { Functions = module.Functions.SetItem(at, mutant) }];
                var own = tests.Where(test => test.Function == function.Name).Select(test => (test, Outcomes: RepoGenerator.Outcomes(broken, test))).ToArray();
                if (own.All(item => !item.Outcomes.Any(IsNoValue)) && own.Any(item => !item.Outcomes.SequenceEqual(item.test.Calls.Select(call => call.Expected))))
                {
                    return (broken, kind);
                }
            }
        }

        return null;
    }

    private static bool IsNoValue(string? outcome) => outcome is null || outcome.Length == 0 || outcome.StartsWith("raises ", StringComparison.Ordinal);
}
