using Microsoft.AspNetCore.Http;

namespace Agentic.Cli.Serving;

/// <summary>Paths and what answers them. A path /health is answered to everyone who may reach the address.</summary>
internal interface IApiRoutes
{
    /// <summary>Paths, each with its method.</summary>
    IReadOnlyDictionary<string, string> Methods { get; }

    /// <summary>What is counted.</summary>
    ServeMetrics Metrics { get; }

    /// <summary>Answers a request to one of the paths.</summary>
    /// <exception cref="ApiException">It cannot be answered.</exception>
    Task AnswerAsync(HttpContext context);
}
