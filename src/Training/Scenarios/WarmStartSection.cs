using Agentic.Training.Objectives;

namespace Agentic.Training.Scenarios;

/// <summary>Reads <c>warm_start</c>.</summary>
internal static class WarmStartSection
{
    private const int Many = 1_000_000_000;

    /// <summary>The settings, or null where the section is absent.</summary>
    public static WarmStartSettings? Read(ConfigSection section, bool isThere, ScenarioVocabulary vocabulary)
    {
        if (!isThere)
        {
            return null;
        }

        var defaults = new WarmStartSettings();
        var read = new WarmStartSettings
        {
            Updates = section.Integer("updates", 1, Many, defaults.Updates),
            UntilSuccess = section.OptionalNumber("until_success", 0, 1),
            CheckEvery = section.Integer("check_every", 1, Many, defaults.CheckEvery),
            CheckTasks = section.Integer("check_tasks", 1, 1_000_000, defaults.CheckTasks),
            Episodes = section.OptionalInteger("episodes", 1, 1_000_000),
            Rows = section.Integer("rows", 1, 1_000_000, defaults.Rows),
            LearningRate = section.Number("learning_rate", 0, 10, defaults.LearningRate),
            Schedule = section.Choice("schedule", vocabulary.Schedules, defaults.Schedule),
            WarmupUpdates = section.Integer("warmup_updates", 0, Many, defaults.WarmupUpdates),
            AdvisedShare = section.Number("advised_share", 0, 1, defaults.AdvisedShare),
            TokenWeights = TokenWeights(section, defaults.TokenWeights),
            Roles = Roles(section, defaults.Roles),
        };
        section.Close();
        return read;
    }

    private static RoleShares Roles(ConfigSection warmStart, RoleShares defaults)
    {
        var shares = warmStart.Section("roles");
        var read = new RoleShares(
            shares.Integer("solver", 0, 1000, defaults.Solver), shares.Integer("proposer", 0, 1000, defaults.Proposer), shares.Integer("reader", 0, 1000, defaults.Reader));
        if (read is { Solver: 0, Proposer: 0, Reader: 0 })
        {
            warmStart.Wrong("roles", "are all 0, so that nobody would be imitated; set one of solver, proposer and reader above 0.");
        }

        shares.Close();
        return read;
    }

    private static TokenClassWeights TokenWeights(ConfigSection warmStart, TokenClassWeights defaults)
    {
        var weights = warmStart.Section("token_weights");
        var read = new TokenClassWeights(
            weights.Number("reasoning", 0, 1000, defaults.Reasoning), weights.Number("action", 0, 1000, defaults.Action), weights.Number("grounding", 0, 1000, defaults.Grounding));
        if (read is { Reasoning: 0, Action: 0, Grounding: 0 })
        {
            warmStart.Wrong("token_weights", "are all 0, so that nothing would be learnt; set one of reasoning, action and grounding above 0.");
        }

        weights.Close();
        return read;
    }
}
