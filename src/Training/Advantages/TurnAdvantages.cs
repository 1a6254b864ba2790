namespace Agentic.Training.Advantages;

/// <summary>
/// An advantage for each turn, shared by the turn's tokens. Turns that nobody compares with get 0, and so do answers that were given in the
/// policy's place. Axes: B episodes, K the role's turns, ragged.
/// </summary>
public static class TurnAdvantages
{
    /// <summary>Q_k = r_k + γ Q_{k+1}: what is still earned from each turn on.</summary>
    /// <param name="rewards_BK">What each turn was paid.</param>
    /// <param name="discount">γ per turn.</param>
    public static double[][] ToGo(double[][] rewards_BK, double discount) => Array.ConvertAll(rewards_BK, rewards_K =>
    {
        var toGo_K = new double[rewards_K.Length];
        var running = 0.0;
        for (var turn = rewards_K.Length - 1; turn >= 0; turn--)
        {
            toGo_K[turn] = running = rewards_K[turn] + (discount * running);
        }

        return toGo_K;
    });

    /// <summary>Q_k − the group's mean at the same turn. With one turn an episode it is <see cref="GroupAdvantages.DrGrpo"/>.</summary>
    /// <param name="batch">The episodes.</param>
    /// <param name="discount">γ per turn.</param>
    public static double[][] AgainstSameTurn(TurnBatch batch, double discount) => Compare(
        batch, ToGo(batch.Rewards_BK, discount), (episode, turn) => (batch.Episodes.Groups_B[episode], (ulong)turn), isScaled: false);

    /// <summary>
    /// The episode's return against its siblings', plus <paramref name="stepWeight"/> times Q_k against all turns of the group that began in
    /// the same state, in whichever episode and whenever. GiGPO, arXiv 2505.10978.
    /// </summary>
    /// <param name="batch">The episodes.</param>
    /// <param name="discount">γ per turn.</param>
    /// <param name="stepWeight">ω; with 0 it is <see cref="GroupAdvantages.DrGrpo"/> or, scaled, <see cref="GroupAdvantages.Grpo"/>.</param>
    /// <param name="isScaled">Whether both differences are divided by their groups' standard deviations.</param>
    public static double[][] GiGpo(TurnBatch batch, double discount, double stepWeight, bool isScaled)
    {
        var episodes = batch.Episodes;
        var whole_B = isScaled
            ? GroupAdvantages.Grpo(episodes.Returns_B, episodes.Groups_B, zeroLone: true)
            : GroupAdvantages.DrGrpo(episodes.Returns_B, episodes.Groups_B, zeroLone: true);
        var step_BK = Compare(batch, ToGo(batch.Rewards_BK, discount), (episode, turn) => SameState(batch, episode, turn), isScaled);
        return [.. step_BK.Select((step_K, episode) => step_K.Select((step, turn) => batch.IsChosen_BK[episode][turn] ? whole_B[episode] + (stepWeight * step) : 0).ToArray())];
    }

    /// <summary>Share of the policy's turns that another turn of their group shares the state with, 0 to 1: what step groups live on.</summary>
    /// <param name="batch">The episodes.</param>
    public static double SharedStates(TurnBatch batch)
    {
        var sizes = Chosen(batch).GroupBy(at => SameState(batch, at.Episode, at.Turn)).Select(group => group.Count()).ToList();
        return sizes.Count == 0 ? 0 : sizes.Where(size => size > 1).Sum() / (double)sizes.Sum();
    }

    private static (int Group, ulong State) SameState(TurnBatch batch, int episode, int turn) => (batch.Episodes.Groups_B[episode], batch.States_BK[episode][turn].Value);

    private static IEnumerable<(int Episode, int Turn)> Chosen(TurnBatch batch) => Enumerable.Range(0, batch.IsChosen_BK.Length)
        .SelectMany(episode => Enumerable.Range(0, batch.IsChosen_BK[episode].Length).Where(turn => batch.IsChosen_BK[episode][turn]).Select(turn => (episode, turn)));

    private static double[][] Compare(TurnBatch batch, double[][] values_BK, Func<int, int, (int, ulong)> groupOf, bool isScaled)
    {
        (int Episode, int Turn)[] chosen_N = [.. Chosen(batch)];
        var numbers = new Dictionary<(int, ulong), int>();
        int[] groups_N = [.. chosen_N.Select(at => groupOf(at.Episode, at.Turn)).Select(key => numbers.TryGetValue(key, out var number) ? number : numbers[key] = numbers.Count)];
        double[] values_N = [.. chosen_N.Select(at => values_BK[at.Episode][at.Turn])];
        var differences_N = isScaled ? GroupAdvantages.Grpo(values_N, groups_N, zeroLone: true) : GroupAdvantages.DrGrpo(values_N, groups_N, zeroLone: true);
        var result_BK = Array.ConvertAll(values_BK, values_K => new double[values_K.Length]);
        foreach (var ((episode, turn), difference) in chosen_N.Zip(differences_N))
        {
            result_BK[episode][turn] = difference;
        }

        return result_BK;
    }
}
