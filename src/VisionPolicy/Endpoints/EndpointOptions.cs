namespace Agentic.VisionPolicy;

/// <summary>A chat-completions server that acts as a policy, and how much patience it gets.</summary>
public sealed record EndpointOptions
{
    private const string Prefix = "openai:";

    /// <summary>The root of the server's interface, such as <c>http://host:port/v1</c>.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>The model's name there.</summary>
    public required string Model { get; init; }

    /// <summary>Goes into the Authorization header and nowhere else; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>How the server draws tokens.</summary>
    public SamplingOptions Sampling { get; init; } = new();

    /// <summary>The tools that the model may call: a JSON array as the interface has it; null for none.</summary>
    public string? Tools { get; init; }

    /// <summary>Time for one turn, all attempts and pauses together.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Attempts at one turn.</summary>
    public int MaxAttempts { get; init; } = 6;

    /// <summary>Pause before the second attempt; it doubles with each further one.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The pause does not grow beyond this, unless the server asks for more.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Largest answer of the server, in bytes.</summary>
    public int MaxAnswerBytes { get; init; } = 8 << 20;

    /// <summary>Turns that are asked for at one moment; the others wait, and their deadline does not run.</summary>
    public int MaxConcurrent { get; init; } = 32;

    /// <summary>Where requests go.</summary>
    public Uri Completions => new(BaseUrl.AbsoluteUri.TrimEnd('/') + "/chat/completions");

    /// <summary>Whether a policy's name means a server: <c>openai:MODEL@URL</c>.</summary>
    public static bool IsEndpoint(string? policy) => policy?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    /// <summary>Reads <c>openai:MODEL@URL</c>.</summary>
    /// <exception cref="FormatException">It is not that; the message says what was expected.</exception>
    public static EndpointOptions Parse(string policy)
    {
        // Model names may hold '@', ':' and '/': the last '@' before the scheme divides.
        var at = Math.Max(policy.LastIndexOf("@http://", StringComparison.OrdinalIgnoreCase), policy.LastIndexOf("@https://", StringComparison.OrdinalIgnoreCase));
        var isUrl = Uri.TryCreate(at < 0 ? "" : policy[(at + 1)..], UriKind.Absolute, out var url);
        return IsEndpoint(policy) && at > Prefix.Length && isUrl && url!.UserInfo.Length == 0 && url.Query.Length == 0 && url.Fragment.Length == 0
            ? new EndpointOptions { Model = policy[Prefix.Length..at], BaseUrl = url }
            : throw new FormatException(
                $"A policy behind a server must be openai:MODEL@URL with an http or https URL without user, query and fragment, such as openai:qwen@http://127.0.0.1:8000/v1, but is '{policy}'.");
    }

    /// <summary>Model and place; never the key.</summary>
    public override string ToString() => $"{Model} at {BaseUrl}";
}
