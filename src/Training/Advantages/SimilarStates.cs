using Agentic.Agents;

namespace Agentic.Training.Advantages;

/// <summary>Joins states whose texts are much alike, so that steps can be compared where hardly any state comes twice. GiGPO's fuzzy grouping.</summary>
public static class SimilarStates
{
    /// <summary>
    /// A key for each turn: that of the first cluster of its group whose first text is alike enough, episodes and turns in their order. Turns with
    /// the same state stay together; a turn that shows no text keeps its state.
    /// </summary>
    /// <param name="episodes">The episodes.</param>
    /// <param name="groups_B">The group of each.</param>
    /// <param name="turns_BK">The role's turns of each.</param>
    /// <param name="threshold">Least similarity, 0 to 1 (<see cref="TextSimilarity"/>).</param>
    public static StateKey[][] Of(IReadOnlyList<ScoredEpisode> episodes, IReadOnlyList<int> groups_B, IReadOnlyList<TurnRecord[]> turns_BK, double threshold)
    {
        var clusters = new Dictionary<int, List<(string Text, StateKey Key)>>();
        var known = new Dictionary<(int Group, StateKey State), StateKey>();
        var keys_BK = new StateKey[episodes.Count][];
        for (var episode = 0; episode < episodes.Count; episode++)
        {
            var group = groups_B[episode];
            keys_BK[episode] = Array.ConvertAll(turns_BK[episode], turn =>
            {
                if (known.TryGetValue((group, turn.State), out var key))
                {
                    return key;
                }

                var text = string.Join('\n', turn.Observation.Parts.Select(part => part switch { TextPart words => words.Text, ToolResultPart result => result.Text, _ => "" }));
                var mine = clusters.TryGetValue(group, out var some) ? some : clusters[group] = [];
                var at = text.Trim().Length == 0 ? -1 : mine.FindIndex(cluster => TextSimilarity.IsAtLeast(cluster.Text, text, threshold));
                if (at < 0 && text.Trim().Length > 0)
                {
                    mine.Add((text, turn.State));
                }

                return known[(group, turn.State)] = at < 0 ? turn.State : mine[at].Key;
            });
        }

        return keys_BK;
    }
}
