namespace Agentic.VisionPolicy;

/// <summary>Is told of a token as soon as it is drawn. Called on the policy thread, between two forward passes: it must return at once.</summary>
/// <param name="token">The token.</param>
/// <param name="logits">The logits that it was drawn from, one for each token of the vocabulary; borrowed for the call.</param>
public delegate void TokenObserver(SampledToken token, ReadOnlySpan<float> logits);
