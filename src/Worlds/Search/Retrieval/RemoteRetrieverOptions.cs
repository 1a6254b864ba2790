namespace Agentic.Worlds.Search.Retrieval;

/// <summary>What is borne from a retriever elsewhere.</summary>
public sealed record RemoteRetrieverOptions
{
    /// <summary>Longest wait for a whole answer.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Largest answer, in bytes.</summary>
    public int MaxAnswerBytes { get; init; } = 16 << 20;

    /// <summary>Sent as 'Authorization: Bearer TOKEN'; null for nothing.</summary>
    public string? Token { get; init; }

    /// <summary>The only clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
