using Agentic.Agents;
using Agentic.Training.ProcessRewards;

namespace Agentic.Training.Tests.ProcessRewards;

/// <summary>A small random decision problem, solved exactly. Axes: S states, A actions, N next states; the last state is the end, where nothing more is paid.</summary>
internal sealed class RandomProblem
{
    private readonly double[,,] _chance_SAN;
    private readonly double[,,] _reward_SAN;
    private readonly double[] _worth_S;

    public RandomProblem(ulong seed)
    {
        var random = RandomKey.FromSeed(seed).Derive("problem").Stream();
        (States, Actions) = (3 + random.NextInt(4), 2 + random.NextInt(2));
        Discount = 0.5 + (0.45 * random.NextDouble());
        Weight = 0.5 + (4 * random.NextDouble());
        (_chance_SAN, _reward_SAN) = (new double[States, Actions, States + 1], new double[States, Actions, States + 1]);
        _worth_S = new double[States + 1];
        for (var state = 0; state <= States; state++)
        {
            // The end has a worth too: shaping must not let it count.
            _worth_S[state] = random.NextDouble();
        }

        for (var state = 0; state < States; state++)
        {
            for (var action = 0; action < Actions; action++)
            {
                // Somewhere at random, or to the end, so that every policy arrives.
                var (next, split) = (random.NextInt(States), 0.3 + (0.6 * random.NextDouble()));
                _chance_SAN[state, action, next] = split;
                _chance_SAN[state, action, States] = 1 - split;
                (_reward_SAN[state, action, next], _reward_SAN[state, action, States]) = (random.NextDouble() - 0.5, random.NextDouble() - 0.5);
            }
        }
    }

    public int States { get; }

    public int Actions { get; }

    public double Discount { get; }

    public double Weight { get; }

    public double Worth(int state) => _worth_S[state];

    /// <summary>What a step from one state to another is paid beside the task's reward, by the product's own shaping.</summary>
    /// <param name="form">A name of <see cref="ShapingForms.All"/>; null pays nothing.</param>
    /// <param name="state">Where it begins.</param>
    /// <param name="next">Where it leads.</param>
    /// <param name="discount">γ.</param>
    /// <param name="isCut">Whether the episode is cut behind it.</param>
    public double Shaping(string? form, int state, int next, double discount, bool isCut = false) => form is null ? 0
        : Weight * ShapingForms.All[form](new TurnWorth(_worth_S[state], _worth_S[next]), isCut || next == States, discount);

    /// <summary>Optimal values of actions, without a limit of turns: value iteration until nothing moves any more.</summary>
    public double[,] Solve(string? form)
    {
        var values_SA = new double[States, Actions];
        for (var moved = 1.0; moved > 1e-13;)
        {
            var next_SA = Backup(values_SA, form, Discount, isCut: false);
            moved = 0;
            foreach (var (state, action) in Pairs())
            {
                moved = Math.Max(moved, Math.Abs(next_SA[state, action] - values_SA[state, action]));
            }

            values_SA = next_SA;
        }

        return values_SA;
    }

    /// <summary>Optimal values of actions with so many turns left and no discount; [0] is the last turn. Behind it the episode is cut.</summary>
    /// <param name="form">As in <see cref="Shaping"/>.</param>
    /// <param name="turns">Turns of an episode.</param>
    /// <param name="paysAtCut">Whether the state at the cut counts as if the episode went on.</param>
    public double[][,] SolveWithin(string? form, int turns, bool paysAtCut = false)
    {
        var solved = new double[turns][,];
        for (var left = 0; left < turns; left++)
        {
            solved[left] = Backup(left == 0 ? new double[States, Actions] : solved[left - 1], form, 1, isCut: left == 0 && !paysAtCut);
        }

        return solved;
    }

    /// <summary>The best actions of each state.</summary>
    public string Best(double[,] values_SA) => string.Join(' ', Enumerable.Range(0, States).Select(state =>
    {
        var best = Enumerable.Range(0, Actions).Max(action => values_SA[state, action]);
        return string.Join(',', Enumerable.Range(0, Actions).Where(action => values_SA[state, action] > best - 1e-9));
    }));

    /// <summary>A walk by chance that goes on from the start whenever it arrives.</summary>
    public (StateKey[] States, double[] Rewards) Walk(string form, int turns, ulong seed)
    {
        var random = RandomKey.FromSeed(seed).Derive("walk").Stream();
        var (states, rewards, state) = (new StateKey[turns], new double[turns], 0);
        for (var turn = 0; turn < turns; turn++)
        {
            int next;
            do
            {
                // Only ways on: an episode ends where the end is reached, and this one is to be long.
                next = random.NextInt(States);
            }
            while (!Enumerable.Range(0, Actions).Any(action => _chance_SAN[state, action, next] > 0));

            (states[turn], rewards[turn]) = (default(StateKey).With((ulong)state), Shaping(form, state, next, Discount));
            state = next;
        }

        return (states, rewards);
    }

    private double[,] Backup(double[,] values_SA, string? form, double discount, bool isCut)
    {
        var next_SA = new double[States, Actions];
        double[] rest_N = [.. Enumerable.Range(0, States).Select(next => Enumerable.Range(0, Actions).Max(action => values_SA[next, action])), 0];
        foreach (var (state, action) in Pairs())
        {
            for (var next = 0; next <= States; next++)
            {
                if (_chance_SAN[state, action, next] > 0)
                {
                    next_SA[state, action] += _chance_SAN[state, action, next]
                        * (_reward_SAN[state, action, next] + Shaping(form, state, next, discount, isCut) + (discount * rest_N[next]));
                }
            }
        }

        return next_SA;
    }

    public IEnumerable<(int State, int Action)> Pairs() =>
        Enumerable.Range(0, States).SelectMany(state => Enumerable.Range(0, Actions).Select(action => (state, action)));
}
