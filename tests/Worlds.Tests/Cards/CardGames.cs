using System.Collections.Concurrent;
using Agentic.Agents;

namespace Agentic.Worlds.Tests.Cards;

/// <summary>Plays card games without the engine.</summary>
internal static class CardGames
{
    /// <summary>A kind from the catalogue.</summary>
    public static IWorldKind Kind(string name, params (string Option, string Value)[] options) =>
        WorldCatalog.Create(name, options.ToDictionary(option => option.Option, option => option.Value));

    /// <summary>A task given as text.</summary>
    public static TaskInstance Task(this IWorldKind kind, string json) => TaskJson.ReadText(kind, json);

    /// <summary>The world of a task.</summary>
    public static IWorld Open(this IWorldKind kind, TaskInstance task, IImageStore? images = null) =>
        kind.Open(task, new WorldContext(images ?? new Images(), RandomKey.FromSeed(0), TimeProvider.System));

    /// <summary>Takes an answer that can be parsed.</summary>
    public static async Task<StepOutcome> SayAsync(this IWorld world, IWorldKind kind, TaskInstance task, string text)
    {
        var parse = kind.Parse(task, text);
        Assert.True(parse.Action is not null, parse.Failure);
        return await world.StepAsync(new AgentAction(text, default, parse.Action), CancellationToken.None);
    }

    /// <summary>The unweighted sums of the parts when these answers are given in order, and whether the task was solved.</summary>
    public static async Task<(Dictionary<string, double> Parts, bool Solved, bool Ended)> PlayAsync(
        this IWorldKind kind, TaskInstance task, params IEnumerable<string> answers)
    {
        await using var world = kind.Open(task);
        var parts = new Dictionary<string, double>();
        foreach (var text in answers)
        {
            var outcome = await world.SayAsync(kind, task, text);
            var reward = outcome is StepOutcome.Continued goesOn ? goesOn.Reward : ((StepOutcome.Terminated)outcome).Reward;
            foreach (var part in reward.Parts)
            {
                parts[part.Name] = parts.GetValueOrDefault(part.Name) + part.Value;
            }

            if (outcome is StepOutcome.Terminated end)
            {
                return (parts, end.Solved, true);
            }
        }

        return (parts, false, false);
    }

    /// <summary>Follows the oracle to the end; the outcome, and whether it ended within the kind's turns.</summary>
    public static async Task<(double Outcome, bool Solved)> FollowOracleAsync(this IWorldKind kind, TaskInstance task)
    {
        var oracle = ((IOracleSource)kind).CreateOracle(task);
        var (parts, solved, ended) = await kind.PlayAsync(task, oracle.Plan(kind.Descriptor.MaxTurns));
        Assert.True(ended, task.State);
        return (parts[RewardWeights.Outcome], solved);
    }

    /// <summary>Texts made of an alphabet's pieces, and valid answers with a few characters changed.</summary>
    public static IEnumerable<string> Hostile(ulong seed, int count, string[] pieces)
    {
        var random = RandomKey.FromSeed(seed).Stream();
        for (var i = 0; i < count; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.NextInt(1, 12)).Select(_ => pieces[random.NextInt(pieces.Length)]));
            if (random.NextBool(0.5) && text.Length > 0)
            {
                var at = random.NextInt(text.Length);
                text = text[..at] + (char)random.NextInt(0x10000) + text[(at + random.NextInt(2))..];
            }

            yield return text;
        }
    }

    /// <summary>Holds frames by hash.</summary>
    public sealed class Images : IImageStore
    {
        private readonly ConcurrentDictionary<ContentHash, ImageFrame> _frames = new();

        /// <inheritdoc/>
        public ImageHandle Add(ReadOnlySpan<byte> rgb, int width, int height)
        {
            var hash = ContentHash.Of(rgb);
            _frames[hash] = new ImageFrame(width, height, rgb.ToArray());
            return new ImageHandle(hash, width, height);
        }

        /// <inheritdoc/>
        public ImageFrame Get(ImageHandle handle) => _frames[handle.Hash];
    }
}
