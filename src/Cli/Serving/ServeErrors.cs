using Agentic.Agents;
using Agentic.Worlds.Search.Retrieval;
using Microsoft.AspNetCore.Http;

namespace Agentic.Cli.Serving;

/// <summary>What callers are told of exceptions.</summary>
internal static class ServeErrors
{
    /// <summary>The error for an exception. Words of the program's own faults stay inside: they may name paths.</summary>
    public static ApiException Translate(Exception error) => error switch
    {
        ApiException known => known,
        BadHttpRequestException { StatusCode: 413 } => new ApiException(413, "The body is larger than this server reads.", code: "request_too_large"),
        BadHttpRequestException bad => new ApiException(bad.StatusCode, "The request is not proper HTTP."),
        RetrieverFaultException { Retryable: true } fault => new ApiException(503, fault.Message, code: "retriever_unavailable"),
        AgentFaultException fault => new ApiException(400, fault.Message, code: "context_length_exceeded"),
        NotSupportedException refused => new ApiException(400, refused.Message),
        ObjectDisposedException => new ApiException(503, "The server is shutting down.", code: "unavailable"),
        _ => new ApiException(500, "The server failed to answer; its own output says why.", code: "internal_error"),
    };
}
