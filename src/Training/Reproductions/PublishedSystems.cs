using System.Collections.Immutable;

namespace Agentic.Training.Reproductions;

/// <summary>A published system that is to run here.</summary>
/// <param name="Id">Its name on the command line.</param>
/// <param name="Title">What it is.</param>
public sealed record PublishedSystem(string Id, string Title)
{
    /// <summary>
    /// planned: there is no reproduction yet. runs: there is one, without a full run in the README's evidence. Otherwise the verdict of that run:
    /// holds where every claim held, fails where the opposite of one did, undecided else.
    /// </summary>
    public string State => PublishedSystems.Evidence.GetValueOrDefault(Id, ReproductionCatalog.Find(Id) is null ? "planned" : "runs");
}

/// <summary>All of them, and what full runs have said.</summary>
public static class PublishedSystems
{
    /// <summary>The verdicts of the README's evidence: holds where all claims do, fails where one does, else undecided.</summary>
    public static ImmutableSortedDictionary<string, string> Evidence { get; } = ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal,
    [
        KeyValuePair.Create("agent-rlvr", "holds"),
        KeyValuePair.Create("ampo", "fails"),
        KeyValuePair.Create("ariadne", "holds"),
        KeyValuePair.Create("calibrl", "undecided"),
        KeyValuePair.Create("ghpo", "undecided"),
        KeyValuePair.Create("gtr", "fails"),
        KeyValuePair.Create("gui-libra", "undecided"),
        KeyValuePair.Create("prof", "undecided"),
        KeyValuePair.Create("rl-plus", "holds"),
        KeyValuePair.Create("scope", "undecided"),
        KeyValuePair.Create("seele", "undecided"),
        KeyValuePair.Create("ssp", "undecided"),
        KeyValuePair.Create("tulu3", "undecided"),
    ]);

    /// <summary>The systems, by what they are about.</summary>
    public static ImmutableArray<PublishedSystem> All { get; } =
    [
        new("ariadne", "Ariadne: controllable mazes probe and extend a VLM's spatial reasoning"),
        new("gtr", "GTR: guided thought reinforcement against thought collapse"),
        new("gui-libra", "GUI-Libra: native GUI agents, partially verifiable RL"),
        new("ssp", "Search self-play: proposer and solver co-evolve"),
        new("agent-rlvr", "Agent-RLVR: guided re-attempts for software engineering"),
        new("luspo", "Length-unbiased sequence policy optimisation"),
        new("dhpo", "Dynamic hybrid of token and sequence ratios"),
        new("real", "Rewards as labels, anchor logits"),
        new("pacs", "Implicit actor-critic by supervised learning"),
        new("nsr", "Negative / positive / weighted reinforcement"),
        new("steer", "Entropy-change token reweighting"),
        new("calibrl", "Expert as calibration baseline, LeakyReLU guidance"),
        new("forking-tokens", "Beyond the 80/20 rule"),
        new("mssr", "Stabilised single rollout"),
        new("rl-plus", "Multiple importance sampling + exploration advantage"),
        new("rare-pairs", "Beyond variance: rare-event pairing, weighted GRPO"),
        new("dars", "Depth–breadth synergy, adaptive rollouts"),
        new("recap", "Replay with dynamic objective reweighting"),
        new("brpo", "Writing-Zero: pairwise judge, in-group reference"),
        new("one-shot", "RLVR from one example"),
        new("spurious", "Exploration v.s. exploitation: clipping, entropy, random reward"),
        new("debate", "Two-stage dynamics, relative negatives only"),
        new("limit", "Does RL expand capacity? pass@k"),
        new("off-principals", "The path not taken: where updates land"),
        new("geometry", "Representation geometry: effective rank, spectrum decay"),
        new("next", "Low-rank trajectory extrapolation"),
        new("tulu3", "RLVR with PPO, RM-initialised critic"),
        new("insight", "Weighted mutual information selection"),
        new("svs", "Self-play with variational problem synthesis"),
        new("sws", "Weakness-driven synthesis"),
        new("modomodo", "Data-mixture outcome prediction"),
        new("apriel", "Adaptive domain sampling, difficulty-aware length penalty"),
        new("puzzlecraft", "Difficulty × dispersion curriculum; rotation, patch-fit, jigsaw"),
        new("dereason", "Difficulty-decoupled SFT then RL"),
        new("warm-up", "Warm up on knights and knaves, then RLVR"),
        new("drive", "Broad then hard-focus"),
        new("m2rl", "Mix or merge domains"),
        new("golden-goose", "Fill-in-the-middle as multiple choice"),
        new("rlpt", "Next-segment reasoning on raw text"),
        new("mr-rlvr", "Masked-then-fill, reorder"),
        new("hopchain", "Multi-hop visual questions"),
        new("np-engine", "Verifiable NP problems"),
        new("causal", "Causal queries as a testbed"),
        new("visual-jigsaw", "Ordering puzzles over image, video, depth"),
        new("deepsearch", "Tree search inside training"),
        new("arrol", "Online rollout pruning with a quality head"),
        new("ead", "Annealed temperature decoding"),
        new("rorecomp", "Priority and compensation batches"),
        new("ssb", "Semantic soft bootstrapping"),
        new("ghpo", "Guidance only for all-wrong groups"),
        new("seele", "Hint length fitted by item response theory"),
        new("ampo", "Several teachers on demand"),
        new("scope", "First-error step-wise correction"),
        new("ra3", "Action abstractions in mid-training"),
        new("prof", "Process/outcome consistency filter"),
        new("rlpr", "Reference-probability reward"),
        new("urlvr", "Intrinsic rewards and their collapse"),
        new("trapo", "Semi-supervised by trajectory similarity"),
        new("rubric-anchors", "Rubric rewards with vetoes"),
        new("rlbff", "Binary flexible principles"),
        new("rlmt", "Model-rewarded thinking"),
        new("msrl", "Multi-stage generative reward model"),
        new("perception-r1", "Visual perception reward"),
        new("fundus-r1", "Knowledge-aware traces, self-consistency"),
        new("coderl-plus", "Execution-semantics alignment"),
        new("timelens", "Temporal grounding without thinking"),
        new("conan", "Evidence frames, multi-round"),
        new("vla-r1", "Affordance boxes and trajectories"),
        new("codev-r1", "Hardware description with equivalence checking"),
    ];
}
