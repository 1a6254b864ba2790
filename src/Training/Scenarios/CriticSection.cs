using Agentic.Training.Advantages;
using Agentic.Training.Objectives;
using Agentic.Training.ProcessRewards;

namespace Agentic.Training.Scenarios;

/// <summary>Reads <c>train.critic</c>, and checks what an advantage with a critic can stand beside.</summary>
internal static class CriticSection
{
    private const string Key = "critic";

    /// <summary>The critic; null where the advantage has none.</summary>
    /// <param name="train">The section around it.</param>
    /// <param name="advantage">The advantage that was chosen.</param>
    public static CriticSettings? Read(ConfigSection train, string advantage)
    {
        var section = train.Section(Key);
        if (advantage != ObjectiveParts.Gae)
        {
            if (train.Has(Key))
            {
                train.Wrong(Key, $"is read by the advantage {ObjectiveParts.Gae} only, but train.advantage is '{advantage}'; remove it, or set train.advantage: {ObjectiveParts.Gae}.");
            }

            return null;
        }

        var defaults = new CriticSettings();
        var read = new CriticSettings
        {
            Gamma = section.OptionalNumber("gamma", 0, 1) ?? defaults.Gamma,
            Lambda = section.Number("lambda", 0, 1, defaults.Lambda),
            Level = section.Choice("level", [.. TokenAdvantages.Levels.Keys], defaults.Level),
            Whiten = section.Flag("whiten", defaults.Whiten),
            Trunk = section.Choice("trunk", CriticSettings.Trunks, defaults.Trunk),
            LearningRate = section.Number("learning_rate", 0, 10, defaults.LearningRate),
            Clip = section.Number("clip", 0, 1e9, defaults.Clip),
            WarmupUpdates = section.Integer("warmup_updates", 0, 1_000_000_000, defaults.WarmupUpdates),
            Coefficient = section.OptionalNumber("coefficient", 0, 1000) ?? defaults.Coefficient,
            Epochs = section.OptionalInteger("epochs", 1, 1000) ?? defaults.Epochs,
        };
        if (section.Has("coefficient") && !read.IsShared)
        {
            section.Wrong("coefficient", "weighs the value loss against the policy's on a shared trunk, but trunk is 'own', where each has its own optimiser; remove it, or set trunk: shared.");
        }

        if (section.Has("epochs") && read is { IsShared: true, WarmupUpdates: 0 })
        {
            section.Wrong("epochs", "is for a critic that learns apart, but trunk is 'shared', where it learns in the policy's steps; set train.epochs, or give it warmup_updates.");
        }

        if (section.Has("gamma") && read.Level == TokenAdvantages.Turn)
        {
            section.Wrong("gamma", "discounts tokens, which level: turn does not tell apart; set train.turn_discount.");
        }

        section.Close();
        return read;
    }

    /// <summary>Checks what cannot stand beside a critic, of all roles.</summary>
    /// <param name="train">The section around it.</param>
    /// <param name="read">All of it.</param>
    public static void Check(ConfigSection train, TrainSettings read)
    {
        if (read.Roles.Values.Any(role => role.Advantage == ObjectiveParts.Gae))
        {
            train.Wrong("advantage", $"is '{ObjectiveParts.Gae}' for a role of several: its one critic would have to forecast the returns of roles that want different things; take another advantage.");
        }
        else if (read.Critic is null && read.Roles.Values.Prepend(read).Any(role => role.Kl.InReward))
        {
            train.Wrong("kl", $"has in_reward, which pays token by token, but train.advantage '{read.Advantage}' has one number for all tokens of an episode or a turn; remove it, or set train.advantage: {ObjectiveParts.Gae}.");
        }
        else if (read.Critic is { } critic)
        {
            if (train.Has("drop_uniform_groups") && read.DropUniformGroups)
            {
                train.Wrong("drop_uniform_groups", $"compares members of a group, but {ObjectiveParts.Gae} compares each with its critic, and learns from all; remove it.");
            }

            if (critic is { Gamma: not 1 } && critic.Level == TokenAdvantages.Token && read.ProcessRewards?.Sources.Any(source => source.Form == ShapingForms.Potential) == true)
            {
                train.Wrong("process_rewards", "pay a potential turn by turn, which is neutral only where the discount is one of turns; set train.critic.gamma: 1, or level: turn with train.turn_discount.");
            }
        }
    }

    /// <summary>Whether <c>train.turn_discount</c> is read.</summary>
    public static bool DiscountsTurns(TrainSettings read) => read.Critic is { } critic && critic.Level != TokenAdvantages.Token;
}
