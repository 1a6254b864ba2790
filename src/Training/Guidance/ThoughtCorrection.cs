using System.Collections.Concurrent;
using Agentic.Agents;
using Agentic.Training.Learning;
using Agentic.Training.Objectives;
using Agentic.VisionPolicy;

namespace Agentic.Training.Guidance;

/// <summary>
/// Thoughts that a corrector would have had in the policy's place, as rows to be imitated: the prompt that the policy read, then the thought alone. Its
/// actions are imitated only where that is asked for; the episode itself stays as it was. GTR, arXiv 2503.08525.
/// </summary>
/// <param name="settings">What is remembered, and how much of it is imitated at once.</param>
/// <param name="plan">Plays a task again, from its key.</param>
/// <param name="kind">The world.</param>
/// <param name="corrector">Answers with the right thought first.</param>
/// <param name="tokenizer">Made the tokens.</param>
/// <param name="renderer">Made the prompts.</param>
/// <param name="images">Takes the pictures of what is played again.</param>
public sealed class ThoughtCorrection(
    GuidanceSettings settings, Func<TaskInstance, RandomKey, EpisodePlan> plan, IWorldKind kind, IAgent corrector, ITokenizer tokenizer, ITurnRenderer renderer, IImageStore images)
{
    private ThoughtMemory _memory = new(settings.Memory == GuidanceSettings.AllSoFar);
    private readonly TokenWeighing _parts = new(new TokenClassWeights(), kind, tokenizer);

    /// <summary>Takes in what a round has played, and gives rows of some of what is remembered.</summary>
    /// <param name="records">What was played.</param>
    /// <param name="key">Decides which episodes are chosen.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<TrainingRow>> RowsAsync(IEnumerable<EpisodeRecord> records, RandomKey key, CancellationToken cancellation)
    {
        var memory = _memory.With(records);
        var rows = await Task.WhenAll(memory.Draw(settings.Samples, key).Select(one => RowsAsync(one, cancellation)));
        // At the end, so that a round that is cancelled leaves no trace.
        _memory = memory;
        return [.. rows.SelectMany(some => some)];
    }

    /// <summary>What it remembers.</summary>
    public System.Text.Json.Nodes.JsonNode Save() => _memory.Save();

    /// <summary>Takes up what <see cref="Save"/> gave.</summary>
    public void Restore(System.Text.Json.Nodes.JsonNode? saved) => _memory.Restore(saved);

    /// <summary>The rows of one episode: a turn each, where the corrector has a thought.</summary>
    /// <exception cref="InvalidOperationException">The corrector refused.</exception>
    public async Task<IReadOnlyList<TrainingRow>> RowsAsync(ThoughtMemory.Played played, CancellationToken cancellation)
    {
        var asking = new Asking(played.Said, corrector);
        var record = await Episode.RunAsync(plan(played.Task(kind), played.Key), new EpisodeServices([asking], renderer, images, TimeProvider.System), cancellation);
        if (record.End is EpisodeEnd.Faulted { Fault: { Retryable: false } refusal })
        {
            throw new InvalidOperationException(refusal.Message);
        }

        var transcript = record.Transcripts[0];
        return [.. record.Turns.Select(turn => (Turn: turn.RoleTurn, Thought: Thought(asking.Corrected.GetValueOrDefault(turn.RoleTurn, ""), record.Task)))
            .Where(one => one.Thought.Ids.Length > 0).Select(one => Row(transcript.Prompt(one.Turn), one.Thought, one.Turn))];
    }

    // Of no scored episode: its tokens have no advantage.
    private static TrainingRow Row(IReadOnlyList<TokenSegment> prompt, TokenSegment thought, int turn) => new([.. prompt, thought], [prompt.Count], -1, turn);

    // The tokens before the first one that acts, as they stand in the whole answer; or all of them.
    private TokenSegment Thought(string answer, TaskInstance task)
    {
        var ids = renderer.Reply(answer).Ids;
        var thought = answer.Length == 0 ? 0 : settings.Imitates == GuidanceSettings.WholeAnswer ? ids.Length : _parts.Classes(ids.AsSpan(), task).TakeWhile(part => part == TokenClass.Reasoning).Count();
        return TokenSegment.Of(SegmentOrigin.Guidance, ids[..thought]);
    }

    /// <summary>Says what was said, and hears what the corrector would have said.</summary>
    private sealed class Asking(IReadOnlyList<string> said, IAgent corrector) : IAgent
    {
        public ConcurrentDictionary<int, string> Corrected { get; } = [];

        public async ValueTask<AgentReply> ActAsync(AgentTurn turn, CancellationToken cancellation)
        {
            Corrected[turn.Answers.Count] = (await corrector.ActAsync(turn, cancellation)).Text;
            return new AgentReply(said[turn.Answers.Count]);
        }
    }
}
