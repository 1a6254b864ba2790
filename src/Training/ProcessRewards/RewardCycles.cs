using Agentic.Agents;

namespace Agentic.Training.ProcessRewards;

/// <summary>Finds rewards that are earned by coming back to where one was. Axis: K turns of one episode.</summary>
/// <remarks>
/// A way that leads back and has earned something can be gone again and again. A potential of 0 or more never earns on one: its discounted
/// sum from a state back to itself, n turns later, is −(1 − γ^n) Φ(s).
/// </remarks>
public static class RewardCycles
{
    /// <summary>What is more than rounding.</summary>
    public const double Least = 1e-9;

    /// <summary>Σ γ^i r_i over the best way from a state back to the same one; 0 where none earns anything.</summary>
    /// <param name="states_K">The state before each turn.</param>
    /// <param name="rewards_K">What each turn was paid.</param>
    /// <param name="discount">γ per turn.</param>
    /// <exception cref="ArgumentException">The counts differ.</exception>
    public static double Gain(ReadOnlySpan<StateKey> states_K, ReadOnlySpan<double> rewards_K, double discount)
    {
        if (rewards_K.Length != states_K.Length)
        {
            throw new ArgumentException($"rewards_K must have one entry for each of {states_K.Length} turns but has {rewards_K.Length}.", nameof(rewards_K));
        }

        // A longer way round is made of ways between neighbouring visits: if it earns, one of them does.
        var (last, gain) = (new Dictionary<StateKey, int>(), 0.0);
        for (var turn = 0; turn < states_K.Length; turn++)
        {
            if (last.TryGetValue(states_K[turn], out var start))
            {
                gain = Math.Max(gain, Discounted(rewards_K[start..turn], discount));
            }

            last[states_K[turn]] = turn;
        }

        return gain > Least ? gain : 0;
    }

    private static double Discounted(ReadOnlySpan<double> rewards_N, double discount)
    {
        var sum = 0.0;
        for (var at = rewards_N.Length - 1; at >= 0; at--)
        {
            sum = rewards_N[at] + (discount * sum);
        }

        return sum;
    }
}
