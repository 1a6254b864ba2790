using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Training.Evaluation;
using Agentic.Training.Rollouts;

namespace Agentic.Training.Scenarios;

/// <summary>A scenario with the origin of each of its values.</summary>
/// <param name="Scenario">What to run.</param>
/// <param name="Values">The values in force; <c>scenario.resolved.yaml</c>.</param>
public sealed record LoadedScenario(Scenario Scenario, ResolvedConfig Values);

/// <summary>Reads scenarios. Closed: whatever is not understood is a mistake, and all mistakes are reported together.</summary>
public static class ScenarioReader
{
    private const int Many = 1_000_000_000;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The YAML file.</param>
    /// <param name="vocabulary">The names it may use.</param>
    /// <param name="overrides">"key=value" settings that win over the file.</param>
    /// <exception cref="ScenarioException">The file cannot be read, or something in it is wrong.</exception>
    public static LoadedScenario Load(string path, ScenarioVocabulary vocabulary, IEnumerable<string>? overrides = null)
    {
        try
        {
            return Read(File.ReadAllText(path), path, vocabulary, overrides);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ScenarioException(new ScenarioMistake(new ConfigOrigin(path), "", $"the scenario cannot be opened: {error.Message}"));
        }
    }

    /// <summary>Reads text.</summary>
    /// <param name="yaml">The scenario.</param>
    /// <param name="source">Its name in messages.</param>
    /// <param name="vocabulary">The names it may use.</param>
    /// <param name="overrides">"key=value" settings that win over the text.</param>
    /// <exception cref="ScenarioException">Something is wrong; it lists everything.</exception>
    public static LoadedScenario Read(string yaml, string source, ScenarioVocabulary vocabulary, IEnumerable<string>? overrides = null)
    {
        var mistakes = new List<ScenarioMistake>();
        var node = ConfigParser.Parse(yaml, source, mistakes);
        if (node is not ConfigMapping written)
        {
            throw new ScenarioException(new ScenarioMistake(node.Origin, "", $"a scenario is a section with keys such as 'name' and 'world', but this is {node.Describe()}."));
        }

        var report = new ConfigReport(mistakes);
        var root = new ConfigSection("", ConfigOverrides.Apply(written, overrides ?? [], mistakes), report);
        var name = root.Text("name", Path.GetFileNameWithoutExtension(source), 100);
        var world = WorldSection.Read(root.Section("world"), vocabulary);
        var descriptor = world.Descriptor;
        var (sampling, grammar) = SamplingSection.Read(root.Section("sampling"), descriptor);
        var selfPlay = SelfPlaySection.Read(root, vocabulary, world.Settings.Name, grammar);
        var roles = new RoleNames(selfPlay is null ? descriptor?.Roles ?? [] : SelfPlaySettings.Roles, HaveEpisodes: selfPlay is not null, sampling.Annealing is not null);
        var scenario = new Scenario
        {
            Name = name,
            World = world.Settings,
            Instruction = root.Text("instruction", descriptor?.Instruction ?? ""),
            Context = Context(root),
            Limits = Limits(root.Section("limits"), descriptor),
            Reward = Reward(root.Section("reward"), descriptor),
            Seed = root.Seed("seed", 1),
            Policy = PolicySection.Read(root.Section("policy"), vocabulary),
            Sampling = sampling,
            Grammar = grammar,
            SelfPlay = selfPlay,
            WarmStart = WarmStartSection.Read(root.Section("warm_start"), root.Has("warm_start"), vocabulary),
            Guidance = GuidanceSection.Read(root, descriptor),
            Train = TrainSection.Read(root.Section("train"), vocabulary, roles, world.Settings),
            Eval = Eval(root.Section("eval"), descriptor),
        };
        GuidanceSection.Check(root, scenario);
        if (scenario is { SelfPlay: null, WarmStart.Roles: var shares } && shares != new RoleShares())
        {
            root.Wrong("warm_start", "has roles, but one role is played; remove them, or add self_play.");
        }

        if (scenario.WarmStart is { AdvisedShare: > 0 } && scenario.Guidance?.What != Guidance.GuidanceSettings.Advice)
        {
            root.Wrong("warm_start", $"has an advised_share, but there is no advice to show; set guidance.when: {Guidance.GuidanceSettings.Failed} and guidance.what: {Guidance.GuidanceSettings.Advice}.");
        }

        root.Close();
        return new LoadedScenario(scenario, report.Finish());
    }

    private static ContextWindow Context(ConfigSection root)
    {
        var text = root.Text("context", "full");
        if (!ContextWindow.TryParse(text, out var window))
        {
            root.Wrong("context", $"must be 'full' or 'last K' with K ≥ 0, such as 'last 0', but is '{(text.Length <= 60 ? text : text[..60])}'.");
        }

        return window;
    }

    private static EpisodeLimits Limits(ConfigSection limits, WorldDescriptor? world)
    {
        var read = new EpisodeLimits(
            limits.Integer("turns", 1, 100_000, world?.MaxTurns ?? 1),
            limits.Integer("tokens_per_turn", 1, 1_000_000, 64),
            limits.Integer("tokens", 1, 10_000_000, 8192),
            limits.OptionalNumber("time_s", 0.001, 1_000_000) is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
        if (read.MaxTokensPerTurn > read.MaxTokens)
        {
            limits.Wrong("tokens_per_turn", $"must not exceed limits.tokens, but {read.MaxTokensPerTurn} > {read.MaxTokens}.");
        }

        limits.Close();
        return read;
    }

    private static RewardWeights Reward(ConfigSection reward, WorldDescriptor? world)
    {
        var defaults = world?.Weights ?? RewardWeights.Default;
        var names = defaults.ByPart.Keys.Union([RewardWeights.Outcome, RewardWeights.Format]).Order(StringComparer.Ordinal);
        var weights = names.ToDictionary(part => part, part => reward.Number(part, -1000, 1000, defaults.ByPart.GetValueOrDefault(part)));
        if (world is not null)
        {
            reward.Close();
        }

        return new RewardWeights(weights.ToImmutableSortedDictionary(StringComparer.Ordinal));
    }

    private static EvalSettings Eval(ConfigSection eval, WorldDescriptor? world)
    {
        const int Most = 10_000_000;
        var defaults = new EvalSettings();
        var whole = eval.Choice("whole", [EvalSettings.Drawn, .. TaskList.Orders], defaults.Whole);
        if (whole != EvalSettings.Drawn && world is { ListsTasks: false })
        {
            eval.Wrong("whole", $"is for worlds whose tasks are listed in a file, such as search with questions, but '{world.Name}' makes its tasks under these options; remove it.");
        }

        var read = new EvalSettings
        {
            Whole = whole,
            Tasks = whole == EvalSettings.Drawn ? eval.Integer("tasks", 1, Most, defaults.Tasks) : eval.OptionalInteger("tasks", 1, Most) ?? int.MaxValue,
            Samples = eval.Integer("samples", 1, 100_000, defaults.Samples),
            Temperature = eval.Number("temperature", 0, 100, defaults.Temperature),
            Split = Enum.Parse<Split>(eval.Choice("split", ["train", "validation", "test"], "test"), ignoreCase: true),
            Roles = EvalRoles(eval, world?.Roles ?? []),
        };
        read = Beyond(eval, read, world);
        eval.Close();
        return read;
    }

    private static EvalSettings Beyond(ConfigSection eval, EvalSettings read, WorldDescriptor? world)
    {
        const string Key = "beyond";
        var section = eval.Section(Key);
        if (!eval.Has(Key) || world is null)
        {
            return read;
        }

        var values = read.Beyond.ToBuilder();
        foreach (var axis in world.Axes)
        {
            if (section.Has(axis.Name))
            {
                values[axis.Name] = section.Numbers(axis.Name, axis.Min, axis.Max, axis.IsInteger, []);
            }
            else
            {
                section.Section(axis.Name);
            }
        }

        section.Close();
        if (values.Count == 0 && !section.Entries.Any())
        {
            eval.Wrong(Key, $"names no axis; world '{world.Name}' has {(world.Axes.IsEmpty ? "none" : string.Join(", ", world.Axes.Select(axis => axis.Name)))}. Give values beyond those trained on, such as {{ {world.ReportAxis ?? "axis"}: [6, 7] }}, or remove it.");
        }

        if (read.Whole != EvalSettings.Drawn)
        {
            eval.Wrong(Key, $"draws tasks at other difficulties, but eval.whole plays those of a list; remove one of the two.");
        }

        return read with { Beyond = values.ToImmutable(), BeyondTasks = eval.Integer("beyond_tasks", 1, 1_000_000, read.BeyondTasks) };
    }

    private static ImmutableSortedDictionary<string, string> EvalRoles(ConfigSection eval, ImmutableArray<string> names)
    {
        var others = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (names.Length > 1)
        {
            var roles = eval.Section("roles");
            foreach (var name in names)
            {
                others[name] = roles.Choice(name, EvaluatedRoles.Players, EvaluatedRoles.Policy);
            }

            if (!others.ContainsValue(EvaluatedRoles.Policy))
            {
                eval.Wrong("roles", $"leave nothing to judge; let one of {string.Join(", ", names)} be '{EvaluatedRoles.Policy}'.");
            }

            roles.Close();
        }

        return others.ToImmutable();
    }
}
