using System.Collections.Immutable;

namespace Agentic.VisionPolicy;

/// <summary>
/// Which fields of a request a server knows. Servers differ, and many refuse what they do not know: fields that only ask for more
/// information are left out once they have been refused. Fields that change what is drawn never are.
/// </summary>
internal sealed class EndpointDialect
{
    /// <summary>The older name of the limit; its refusal means the newer one.</summary>
    public const string OlderLimit = "max_tokens";

    /// <summary>The newer name of the limit.</summary>
    public const string NewerLimit = "max_completion_tokens";

    private static readonly ImmutableArray<string> Wishes = ["return_token_ids", "logprobs", "seed"];
    private ImmutableHashSet<string> _refused = [];

    /// <summary>The fields that have been refused so far.</summary>
    public ImmutableHashSet<string> Refused => Volatile.Read(ref _refused);

    /// <summary>Learns from a refusal; true when the same request with fewer fields is worth another attempt.</summary>
    /// <param name="refusal">The server's words.</param>
    /// <param name="without">What the refused request had left out.</param>
    public bool Learn(string refusal, ImmutableHashSet<string> without)
    {
        var named = Wishes.Where(field => refusal.Contains(field, StringComparison.Ordinal))
            .Concat(refusal.Contains(NewerLimit, StringComparison.Ordinal) && refusal.Contains($"{OlderLimit}", StringComparison.Ordinal) ? [OlderLimit] : [])
            .Where(field => !without.Contains(field)).ToArray();
        ImmutableInterlocked.Update(ref _refused, refused => refused.Union(named));
        return named.Length > 0;
    }
}
