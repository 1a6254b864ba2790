namespace Agentic.VisionPolicy.Verification;

/// <summary>What is compared, and how far it may be off.</summary>
/// <param name="Name">In the report.</param>
/// <param name="Tolerance">Largest difference that passes; tokens, positions: 0.</param>
public sealed record CaseKind(string Name, double Tolerance)
{
    /// <summary>Rotary positions, and how far they run behind the tokens.</summary>
    public static readonly CaseKind PositionIds = new("position_ids", 0);

    /// <summary>Features of pictures and videos; beyond 1 in relation to the tensor's largest value.</summary>
    public static readonly CaseKind Features = new("features", 1e-4);

    /// <summary>Features that the deep-stack takes on the way.</summary>
    public static readonly CaseKind Deepstack = new("deepstack", 1e-4);

    /// <summary>Logits, absolute.</summary>
    public static readonly CaseKind Logits = new("logits", 1e-4);

    /// <summary>Entropies of the next token in nats, absolute.</summary>
    public static readonly CaseKind Entropy = new("entropy", 1e-4);

    /// <summary>Log-probabilities of the next token, absolute.</summary>
    public static readonly CaseKind LogProbs = new("log_probs", 1e-4);

    /// <summary>The mean cross entropy, absolute.</summary>
    public static readonly CaseKind Loss = new("loss", 1e-5);

    /// <summary>Gradients: the norm of the difference by the norm, the worst of all parameters.</summary>
    public static readonly CaseKind Gradients = new("gradients", 1e-4);

    /// <summary>Logits through the key-value cache against those of one pass, absolute.</summary>
    public static readonly CaseKind Cached = new("cached", 5e-5);

    /// <summary>Tokens that a greedy walk chooses otherwise.</summary>
    public static readonly CaseKind Generations = new("generations", 0);
}

/// <summary>How one case came out: the largest difference of each kind that it holds.</summary>
/// <param name="name">Of the case.</param>
public sealed class CaseResult(string name)
{
    private readonly Dictionary<CaseKind, (double Worst, string What)> _worst = [];

    /// <summary>The case.</summary>
    public string Name { get; } = name;

    /// <summary>The largest difference of each kind, in the order in which they were compared; NaN counts as largest of all.</summary>
    public IEnumerable<(CaseKind Kind, double Worst, string What)> Worst => _worst.Select(entry => (entry.Key, entry.Value.Worst, entry.Value.What));

    /// <summary>Whether any difference is beyond its tolerance.</summary>
    public bool Failed => _worst.Any(entry => !(entry.Value.Worst <= entry.Key.Tolerance));

    /// <summary>One line: the case, the largest differences, and what is beyond tolerance.</summary>
    public override string ToString() => $"{(Failed ? "FAILED" : "ok    ")} {Name}: " + string.Join(", ", Worst.Select(entry =>
        $"{entry.Kind.Name} {entry.Worst:g3}" + (entry.Worst <= entry.Kind.Tolerance ? "" : $" (of {entry.What}; at most {entry.Kind.Tolerance:g3})")));

    /// <summary>Records a difference.</summary>
    internal void Add(CaseKind kind, double difference, string what)
    {
        if (!_worst.TryGetValue(kind, out var known) || !(difference <= known.Worst))
        {
            _worst[kind] = (difference, what);
        }
    }

    /// <summary>Compares numbers one by one.</summary>
    internal void Compare(CaseKind kind, string what, ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, bool isScaled = false)
    {
        if (expected.Length != actual.Length)
        {
            Add(kind, double.PositiveInfinity, $"{what}: {actual.Length} numbers, expected {expected.Length}");
            return;
        }

        double worst = 0, scale = 1;
        for (var at = 0; at < expected.Length; at++)
        {
            var off = Math.Abs((double)expected[at] - actual[at]);
            worst = off <= worst ? worst : off; // keeps NaN
            scale = Math.Max(scale, Math.Abs((double)expected[at]));
        }

        Add(kind, isScaled ? worst / scale : worst, what);
    }
}
