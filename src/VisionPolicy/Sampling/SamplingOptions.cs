using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>How tokens are drawn, and when an answer ends.</summary>
/// <remarks>
/// Three groups. <c>Temperature</c> and <c>Constraint</c> make the distribution whose log-probability is stored and which the trainer
/// recomputes. Everything else in the draw (filters, penalties, biases, annealing) only decides which token comes out: the stored
/// number does not change, and <see cref="SampledToken.DrawnLogProb"/> says how far the two are apart. The stops end the answer.
/// </remarks>
/// <param name="Temperature">Logits are divided by it; 0 takes the most likely token.</param>
/// <param name="TopK">Keeps the k most likely tokens, with all ties of the last; 0 keeps all.</param>
/// <param name="TopP">Keeps the fewest most likely tokens whose probability reaches p, at least one, of ties the lowest ids; 1 keeps all.</param>
public sealed record SamplingOptions(double Temperature = 1, int TopK = 0, double TopP = 1)
{
    /// <summary>The most likely token, always.</summary>
    public static SamplingOptions Greedy { get; } = new(0);

    /// <summary>Keeps tokens at least this share as likely as the most likely one; 0 keeps all.</summary>
    public double MinP { get; init; }

    /// <summary>Positive logits of tokens that occurred before, in prompt or answer, are divided by it, negative ones multiplied; 1 changes nothing.</summary>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Tokens that an answer has before it may end.</summary>
    public int MinNewTokens { get; init; }

    /// <summary>Tokens that prompt and answer have together before the answer may end.</summary>
    public int MinLength { get; init; }

    /// <summary>Tokens that are never drawn.</summary>
    public ImmutableArray<int> Suppressed { get; init; } = [];

    /// <summary>Sequences that never come to an end; one that is an end token alone is ignored.</summary>
    public ImmutableArray<ImmutableArray<int>> BadWords { get; init; } = [];

    /// <summary>What is added to the logit of a sequence's last token where the tokens before it are there.</summary>
    public ImmutableArray<SequenceBias> Biases { get; init; } = [];

    /// <summary>A temperature that falls along the answer, in place of <see cref="Temperature"/>; null for none.</summary>
    public AnnealedTemperature? Annealing { get; init; }

    /// <summary>Holds answers to a grammar; null for none.</summary>
    public ITokenConstraint? Constraint { get; init; }

    /// <summary>Tokens that end an answer, beside the engine's own stop token.</summary>
    public ImmutableArray<int> StopTokens { get; init; } = [];

    /// <summary>Texts that end an answer with the token in which they are complete; that token and all before it stay in the answer.</summary>
    public ImmutableArray<string> StopStrings { get; init; } = [];

    /// <summary>The temperature of the stored log-probabilities: 1 for greedy and annealed draws, as their authors train them.</summary>
    public double StoredTemperature => Temperature > 0 && Annealing is null ? Temperature : 1;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of range; the message names it.</exception>
    public void Validate()
    {
        Require(Temperature is >= 0 and <= double.MaxValue, nameof(Temperature), Temperature, "0 or more");
        Require(TopK >= 0, nameof(TopK), TopK, "0 or more");
        Require(TopP is >= 0 and <= 1, nameof(TopP), TopP, "from 0 to 1");
        Require(MinP is >= 0 and <= 1, nameof(MinP), MinP, "from 0 to 1");
        Require(RepetitionPenalty is > 0 and <= float.MaxValue, nameof(RepetitionPenalty), RepetitionPenalty, "above 0");
        Require(MinNewTokens >= 0, nameof(MinNewTokens), MinNewTokens, "0 or more");
        Require(MinLength >= 0, nameof(MinLength), MinLength, "0 or more");
        Require(BadWords.All(word => !word.IsDefaultOrEmpty), nameof(BadWords), "an empty sequence", "sequences of at least one token");
        Require(Biases.All(bias => !bias.Ids.IsDefaultOrEmpty), nameof(Biases), "an empty sequence", "sequences of at least one token");
        Require(StopStrings.All(text => text.Length > 0), nameof(StopStrings), "an empty text", "texts of at least one character");
    }

    /// <summary>Whether a draw looks at the tokens before it.</summary>
    internal bool ReadsHistory => RepetitionPenalty != 1 || !BadWords.IsEmpty || !Biases.IsEmpty;

    /// <summary>Whether tokens are drawn from another distribution than the stored one.</summary>
    internal bool Reshapes => ReadsHistory || TopK > 0 || TopP < 1 || MinP > 0 || MinNewTokens > 0 || MinLength > 0 || !Suppressed.IsEmpty || Annealing is not null;

    private static void Require(bool holds, string name, object actual, string expected)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, actual, $"{name} must be {expected}.");
        }
    }
}

/// <summary>A push towards a sequence of tokens, or away from it.</summary>
/// <param name="Ids">The sequence, one token or more.</param>
/// <param name="Bias">Added to the logit of its last token.</param>
public readonly record struct SequenceBias(ImmutableArray<int> Ids, double Bias);
