using Agentic.Agents;
using Agentic.VisionPolicy.Tests.Engine;
using Agentic.Worlds;

namespace Agentic.VisionPolicy.Tests.Grammars;

/// <summary>Every kind of the catalogue, and every other value of each of its options: what its grammar admits, it understands.</summary>
public sealed class WorldGrammarTests
{
    private const int Answers = 60;

    // An option that is refused without another one: given with it below.
    private static readonly (string World, string Option) Dependent = ("code", "grading");
    private static readonly int Stop = TinyVocabulary.Tokenizer.Special(ControlTokens.MessageEnd);

    public static TheoryData<string> Kinds =>
    [
        .. WorldCatalog.All.SelectMany(entry => entry.Descriptor.Options
            .Where(option => (entry.Name, option.Name) != Dependent)
            .SelectMany(option => option.Values.Skip(1).Select(value => $"{entry.Name} {option.Name}={value}")).Prepend(entry.Name)),
        "code dialect=brief grading=interpreter", "points24 answer=json mode=one_shot", "ezpoints answer=json mode=one_shot",
    ];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_answer_within_the_grammar_is_understood(string name)
    {
        var options = name.Split(' ').Skip(1).Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        Assert.SkipWhen(options.GetValueOrDefault("site") == "miniwob", "Its tasks come from a checkout.");
        var kind = WorldCatalog.Create(name.Split(' ')[0], options);
        var grammar = TokenGrammar.Of(kind.Descriptor, new TokenBytes(TinyVocabulary.Definition), TinyVocabulary.Size, Stop);
        Assert.SkipWhen(grammar is null, $"{name} declares no grammar of its answers.");
        var task = kind.Generate(3, Difficulty.Default);
        await using var engine = new PolicyEngine(() => new HashModel(TinyVocabulary.Size), new EngineOptions(Stop, 8192));
        var replies = await Task.WhenAll(Enumerable.Range(0, Answers).Select(seed => engine.SampleAsync(
            [TokenSegment.Of(SegmentOrigin.Observation, [1])], ContextWindow.Full, new SamplingOptions { Constraint = grammar }, 8000,
            RandomKey.FromSeed((ulong)seed), CancellationToken.None).AsTask()));
        foreach (var reply in replies)
        {
            var text = TinyVocabulary.Tokenizer.Decode(reply.Ids.AsSpan(), skipSpecial: true);
            Assert.True(reply.Ids[^1] == Stop, $"'{text}' does not end");
            Assert.True(kind.Parse(task, text) is { Action: not null }, $"'{text}' is refused: {kind.Parse(task, text).Failure}");
        }
    }
}
