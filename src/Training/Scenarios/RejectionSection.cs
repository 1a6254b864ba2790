using Agentic.Training.Objectives;

namespace Agentic.Training.Scenarios;

/// <summary>Reads <c>train.rollout_rejection</c>.</summary>
internal static class RejectionSection
{
    private const string None = "none";
    private static readonly string[] Bounds = ["low", "high"];

    /// <summary>The rule, or null where there is none.</summary>
    public static RejectionSettings? Read(ConfigSection rejection, ScenarioVocabulary vocabulary)
    {
        var kind = rejection.Choice("kind", [None, .. vocabulary.Rejections], None);
        var (low, high) = (rejection.OptionalNumber("low", 1e-9, 1), rejection.OptionalNumber("high", 1e-9, 1e9));
        if (kind == None)
        {
            foreach (var key in Bounds.Where(rejection.Has))
            {
                rejection.Wrong(key, $"is read by nothing, because train.rollout_rejection.kind is '{None}'; remove it or choose a kind.");
            }
        }
        else if (high is null)
        {
            rejection.Wrong("high", $"is missing; {kind} needs the largest {(ObjectiveParts.IsRatio(kind) ? "ratio" : "divergence")} that is kept, such as {(ObjectiveParts.IsRatio(kind) ? "2" : "0.1")}.");
        }
        else if (ObjectiveParts.IsRatio(kind) && high < 1)
        {
            rejection.Wrong("high", $"must be a ratio of at least 1 with {kind}, such as 2, but is {high}.");
        }
        else if (!ObjectiveParts.IsRatio(kind) && low is not null)
        {
            rejection.Wrong("low", $"is read by kinds that end in k1 only, but train.rollout_rejection.kind is '{kind}': a divergence has no lower bound; remove it.");
        }

        rejection.Close();
        return kind == None ? null : new RejectionSettings(kind, low, high ?? 1);
    }
}
