using System.Text.Json.Nodes;

namespace Agentic.Cli.Serving;

/// <summary>A request that gets an error for an answer, in the layout of the OpenAI interface.</summary>
/// <param name="status">HTTP status.</param>
/// <param name="message">What was expected and what came.</param>
/// <param name="param">The field it is about, or null.</param>
/// <param name="code">A word for programs, or null.</param>
internal sealed class ApiException(int status, string message, string? param = null, string? code = null) : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>The body.</summary>
    public JsonObject ToJson() => new()
    {
        ["error"] = new JsonObject
        {
            ["message"] = Message,
            ["type"] = Status switch
            {
                401 or 403 => "authentication_error",
                429 => "rate_limit_error",
                >= 500 => "server_error",
                _ => "invalid_request_error",
            },
            ["param"] = param,
            ["code"] = code,
        },
    };

    /// <summary>A field that cannot be used as it is.</summary>
    public static ApiException Bad(string field, string message, string? code = null) => new(400, $"{field}: {message}", field, code);
}
