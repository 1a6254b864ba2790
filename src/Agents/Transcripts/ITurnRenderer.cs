namespace Agentic.Agents;

/// <summary>Turns words and pictures into tokens, piece by piece: what is rendered once is never rendered again.</summary>
public interface ITurnRenderer
{
    /// <summary>The standing instructions, before the first turn.</summary>
    IReadOnlyList<TokenSegment> Preamble(string instruction);

    /// <summary>An observation and the header after which the policy answers.</summary>
    /// <param name="observation">What there is to see.</param>
    /// <param name="previousReply">
    /// The reply before it, whose turn is closed first by a segment of origin <see cref="SegmentOrigin.Forced"/>; null at the first turn.
    /// </param>
    IReadOnlyList<TokenSegment> Observe(Observation observation, TokenSegment? previousReply);

    /// <summary>The tokens of an answer that came as text, stop token included, with origin <see cref="SegmentOrigin.Sampled"/>.</summary>
    TokenSegment Reply(string text);
}
