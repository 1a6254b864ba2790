using System.Text.Json;
using Agentic.Testing;

namespace Agentic.Agents.Tests.Recording;

public sealed class RecordedPayloadTests
{
    [Fact]
    public void The_world_kind_reads_the_payload_again_and_nothing_else_changes()
    {
        var read = EpisodeCodec.Decode(EpisodeCodec.Encode(EpisodeSamples.Small(3)));

        var restored = RecordedPayload.Restore(read, new GoalKind("maze"));

        // Episode 3: the goal is [4, 3 % 5].
        Assert.Equal("[4,3]", restored.Task.Payload);
        Same.Episode(EpisodeSamples.Small(3), restored);
    }

    [Fact]
    public void A_record_of_another_world_is_refused() =>
        Assert.Contains("was played in 'maze', but 'cards' came", Assert.Throws<ArgumentException>(
            () => RecordedPayload.Restore(EpisodeSamples.Small(3), new GoalKind("cards"))).Message);

    private sealed class GoalKind(string name) : IWorldKind
    {
        public WorldDescriptor Descriptor { get; } = new()
        {
            Name = name,
            Version = 1,
            Summary = "",
            Instruction = "",
            ActionGrammar = "",
            TaskExample = "{}",
            TaskFields = [],
            MaxTurns = 1,
        };

        public TaskInstance Generate(ulong seed, Difficulty difficulty) => throw new NotSupportedException();

        public TaskInstance Read(JsonElement state) => new()
        {
            World = name,
            WorldVersion = 1,
            Seed = 0,
            State = state.GetRawText(),
            Payload = state.GetProperty("goal").GetRawText(),
        };

        public ActionParse Parse(TaskInstance task, string text) => throw new NotSupportedException();

        public IWorld Open(TaskInstance task, WorldContext context) => throw new NotSupportedException();
    }
}
