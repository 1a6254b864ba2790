namespace Agentic.VisionPolicy;

/// <summary>What a draw knows beside the logits. Nothing of it is padding.</summary>
public readonly ref struct DrawContext
{
    /// <summary>Every token before this one, the prompt first; may be empty where the options do not look at it.</summary>
    public ReadOnlySpan<int> Ids { get; init; }

    /// <summary>How many tokens the prompt has.</summary>
    public int PromptLength { get; init; }

    /// <summary>How many tokens the answer has so far.</summary>
    public int Answered { get; init; }

    /// <summary>The tokens that end an answer.</summary>
    public ReadOnlySpan<int> Ends { get; init; }

    /// <summary>What the grammar allows here; null for everything.</summary>
    public TokenMask? Allowed { get; init; }

    /// <summary>Optimiser updates behind the weights, for <see cref="AnnealedTemperature"/>.</summary>
    public int Updates { get; init; }
}
