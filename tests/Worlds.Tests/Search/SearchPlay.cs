using Agentic.Agents;
using Agentic.Worlds.Search;
using Agentic.Worlds.Search.Knowledge;

namespace Agentic.Worlds.Tests.Search;

/// <summary>Plays search tasks without the engine.</summary>
internal static class SearchPlay
{
    public static SearchKind Kind(params (string Option, string Value)[] options) => new(options.ToDictionary(pair => pair.Option, pair => pair.Value));

    public static TaskInstance Task(SearchKind kind, string json) => TaskJson.ReadText(kind, json);

    public static async Task<StepOutcome> StepAsync(IWorldKind kind, TaskInstance task, IWorld world, string answer)
    {
        var parse = kind.Parse(task, answer);
        Assert.True(parse.Action is not null, $"'{answer}' was refused: {parse.Failure}");
        return await world.StepAsync(WorldContractPlay.Action(answer, parse.Action), CancellationToken.None);
    }

    public static double Part(StepOutcome outcome, string name) => WorldContractPlay.Parts(outcome).Parts.Where(part => part.Name == name).Sum(part => part.Value);

    public static async Task<string> TextAsync(IWorld world) => string.Join('\n', (await world.ObserveAsync(CancellationToken.None)).Parts.Select(part => part switch
    {
        TextPart said => said.Text,
        ToolResultPart result => result.Text,
        _ => throw new NotSupportedException(),
    }));

    /// <summary>Whether a single answer, without a search, solves the task.</summary>
    public static async Task<bool> SolvesAsync(SearchKind kind, TaskInstance task, string text)
    {
        if (kind.Parse(task, text).Action is not { } action)
        {
            return false;
        }

        await using var world = kind.Open(task, WorldContractPlay.Context());
        return await world.StepAsync(WorldContractPlay.Action(text, action), CancellationToken.None) is StepOutcome.Terminated { Solved: true };
    }

    public static KnowledgeGraph Graph(SearchKind kind, TaskInstance task) => kind.GraphOf(task)!;
}
