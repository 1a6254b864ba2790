using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;

namespace Agentic.Testing;

/// <summary>A world small enough to follow by hand: say "up" until the goal is reached; "down" goes back; "crash" breaks it.</summary>
public sealed class CountingKind(int goal = 3, int crashes = int.MaxValue, TaskCompletionSource<StepOutcome>? hang = null)
    : IWorldKind, IOracleSource, IAnswerSource
{
    private int _crashesLeft = crashes;

    public WorldDescriptor Descriptor { get; } = new()
    {
        Name = "counting",
        Version = 1,
        Summary = "Count up.",
        Instruction = "Count.",
        ActionGrammar = "up | down",
        TaskExample = "{}",
        TaskFields = [],
        MaxTurns = 8,
    };

    public TaskInstance Generate(ulong seed, Difficulty difficulty) => new()
    {
        World = "counting",
        WorldVersion = 1,
        Seed = seed,
        State = $$"""{"goal":{{goal}},"seed":{{seed}}}""",
        Payload = goal,
    };

    public TaskInstance Read(JsonElement state) => Generate(state.GetProperty("seed").GetUInt64(), Difficulty.Default);

    public ActionParse Parse(TaskInstance task, string text) => text is "up" or "down" or "crash" or "hang"
        ? ActionParse.Understood(new Word(text))
        : ActionParse.Refused($"expected 'up' or 'down', but '{text}' came");

    public IWorld Open(TaskInstance task, WorldContext context) => new World(this, (int)task.Payload, context);

    public IOracle CreateOracle(TaskInstance task) => new UpOracle();

    public string SampleAnswer(TaskInstance task, ref RandomStream random) => random.NextBool(0.5) ? "up" : "down";

    private sealed record Word(string Canonical0) : TypedAction
    {
        public override string Canonical => Canonical0;
    }

    private sealed class UpOracle : IOracle
    {
        public string? Next(IReadOnlyList<string> answers) => "up";

        public bool IsOnTheWay(IReadOnlyList<string> answers) => true;

        public string Hint(IReadOnlyList<string> answers, int level) => "up";
    }

    private sealed class World(CountingKind kind, int goal, WorldContext context) : IWorld, IFinalJudge
    {
        private int _count;

        public StateKey StateKey => default(StateKey).With((ulong)_count);

        public ValueTask<Observation> ObserveAsync(CancellationToken cancellation)
        {
            Span<byte> rgb = stackalloc byte[3];
            rgb.Fill((byte)_count);
            return ValueTask.FromResult(Observation.Of(new TextPart($"count {_count}"), new ImagePart(context.Images.Add(rgb, 1, 1))));
        }

        public ValueTask<StepOutcome> StepAsync(AgentAction action, CancellationToken cancellation)
        {
            switch (action.Text)
            {
                case "crash" when Interlocked.Decrement(ref kind._crashesLeft) >= 0:
                    throw new IOException("the pipe is broken");
                case "hang":
                    return new ValueTask<StepOutcome>(kind.Hang.Task);
            }

            _count += action.Text == "down" ? -1 : 1;
            return ValueTask.FromResult(_count >= goal ? StepOutcome.Success : new StepOutcome.Continued());
        }

        public Reward Judge(TruncationReason reason) => Reward.Of("progress", _count / (double)goal);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;


    }

    private TaskCompletionSource<StepOutcome> Hang { get; } = hang ?? new();
}
