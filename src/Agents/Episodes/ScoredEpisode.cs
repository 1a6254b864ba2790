using System.Diagnostics.CodeAnalysis;

namespace Agentic.Agents;

/// <summary>An episode that has a return. The learning takes only these, so that a fault cannot become a reward.</summary>
public sealed class ScoredEpisode
{
    private ScoredEpisode(EpisodeRecord record, int role) => (Record, Role, Return) = (record, role, record.Return(role));

    /// <summary>The whole episode.</summary>
    public EpisodeRecord Record { get; }

    /// <summary>Whose return and tokens these are.</summary>
    public int Role { get; }

    /// <summary>Σ weight · value of the role's parts.</summary>
    public double Return { get; }

    /// <summary>The episode as scored for a role; false when it faulted.</summary>
    public static bool TryFrom(EpisodeRecord record, [NotNullWhen(true)] out ScoredEpisode? scored, int role = 0)
    {
        scored = record.End is EpisodeEnd.Faulted ? null : new ScoredEpisode(record, role);
        return scored is not null;
    }
}
