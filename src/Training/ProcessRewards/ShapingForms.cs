namespace Agentic.Training.ProcessRewards;

/// <summary>Ways of making a turn's reward from what a state is worth before and after it. Pure.</summary>
public static class ShapingForms
{
    /// <summary>
    /// γ Φ(s′) − Φ(s), Φ being 0 at every end: Ng, Harada and Russell 1999. A whole episode then earns −Φ(s₀), whatever was done in it, so
    /// that no policy overtakes another.
    /// </summary>
    /// <remarks>
    /// Φ is 0 at a cut as well. What is optimised is the return of the episode as it is played, cut included, and nothing is bootstrapped
    /// behind it: a potential that was kept there would pay γ^K Φ(s_K), that is for where the cut happens to find the policy, and would
    /// change the optimum (Grzes 2017).
    /// </remarks>
    public const string Potential = "potential";

    /// <summary>Φ(s′) − Φ(s), the potential at the end included: an episode earns the progress that it made. It moves the optimum where the end decides, on purpose.</summary>
    public const string Difference = "difference";

    /// <summary>max(0, Φ(s′) − Φ(s)): a step forward is paid, the step back costs nothing. Can be farmed.</summary>
    public const string Pay = "pay";

    /// <summary>min(0, Φ(s′) − Φ(s)): a step back is charged, as GiGPO charges invalid actions. No way around it earns anything.</summary>
    public const string Charge = "charge";

    /// <summary>A turn's reward, before its weight.</summary>
    /// <param name="worth">The state's worth before and after the turn.</param>
    /// <param name="isLast">Whether the episode ended with it, in whatever way.</param>
    /// <param name="discount">γ per turn, that of the returns.</param>
    public delegate double Form(TurnWorth worth, bool isLast, double discount);

    /// <summary>The forms by name.</summary>
    public static IReadOnlyDictionary<string, Form> All { get; } = new SortedDictionary<string, Form>(StringComparer.Ordinal)
    {
        [Potential] = (worth, isLast, discount) => (isLast ? 0 : discount * worth.After) - worth.Before,
        [Difference] = (worth, _, _) => worth.After - worth.Before,
        [Pay] = (worth, _, _) => Math.Max(0, worth.After - worth.Before),
        [Charge] = (worth, _, _) => Math.Min(0, worth.After - worth.Before),
    };

    /// <summary>How a reward of this form is earned by going in circles, and what to do instead; null where it cannot be.</summary>
    /// <param name="form">A name of <see cref="All"/>.</param>
    /// <param name="discount">γ per turn.</param>
    /// <param name="isOfState">Whether what is looked at is a function of the state, so that it can be a potential.</param>
    public static string? Farm(string form, double discount, bool isOfState) => form switch
    {
        Pay when isOfState => $"pays each step forward and charges no step back, so that going back and forth earns without end; take form: {Potential}, which keeps the optimum, or form: {Charge}",
        Pay => $"pays each such turn, so that an episode that never ends earns most; take form: {Charge}",
        // A step forward now, +1, and its way back a turn later, −γ: 1 − γ each time.
        Difference when discount < 1 => FormattableString.Invariant($"is charged for a step back only a turn later, at {discount} of what the step forward paid, so that going back and forth earns; take form: {Potential}, or train.turn_discount: 1"),
        _ => null,
    };
}
