using Agentic.Training.Scenarios;
using static TorchSharp.torch;

namespace Agentic.Training.Optimization;

/// <summary>The optimisers by the names that scenarios use.</summary>
public static class UpdateRules
{
    /// <summary>Gives the rule of a parameter.</summary>
    public delegate IUpdateRule Choice(string name, Tensor parameter);

    /// <summary>Each makes its choice from the scenario's numbers.</summary>
    public static IReadOnlyDictionary<string, Func<TrainSettings, Choice>> All { get; } = new SortedDictionary<string, Func<TrainSettings, Choice>>(StringComparer.Ordinal)
    {
        ["adamw"] = settings => One(Adam(settings)),
        ["adam"] = settings => One(Adam(settings, isDecoupled: false)),
        ["sgd"] = settings => One(new Sgd(new SgdSettings
        {
            Momentum = settings.Momentum ?? 0, WeightDecay = settings.WeightDecay, IsNesterov = settings.Nesterov ?? false,
        })),
        ["muon"] = settings => ByShape(
            new Muon(new MuonSettings { Momentum = settings.Momentum ?? 0.95, WeightDecay = settings.WeightDecay, IsNesterov = settings.Nesterov ?? true, MatchesAdamW = true }),
            Adam(settings)),
        ["adafactor"] = settings => One(new Adafactor(new AdafactorSettings { WeightDecay = settings.WeightDecay })),
    };

    /// <summary>Those that read <c>momentum</c> and <c>nesterov</c>.</summary>
    public static IReadOnlySet<string> WithMomentum { get; } = new HashSet<string>(StringComparer.Ordinal) { "sgd", "muon" };

    private static Choice One(IUpdateRule rule) => (_, _) => rule;

    // Embeddings and heads are tables of rows, not maps of a space into itself; they stay with AdamW as norms and biases do.
    private static Choice ByShape(IUpdateRule matrices, IUpdateRule others) => (name, parameter) =>
        parameter.dim() == 2 && !name.EndsWith("embed_tokens.weight", StringComparison.Ordinal) && !name.EndsWith("lm_head.weight", StringComparison.Ordinal)
            && !name.EndsWith("pos_embed.weight", StringComparison.Ordinal) ? matrices : others;

    private static AdamW Adam(TrainSettings settings, bool isDecoupled = true) => new(new AdamWSettings
    {
        Beta1 = settings.Beta1, Beta2 = settings.Beta2, WeightDecay = settings.WeightDecay, IsDecoupled = isDecoupled,
    });
}
