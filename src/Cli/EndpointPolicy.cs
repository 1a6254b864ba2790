using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary><c>--policy openai:MODEL@URL</c>: a policy behind a server, for one call of the program.</summary>
internal sealed class EndpointPolicy : IAsyncDisposable
{
    private readonly EndpointAgent _agent;

    private EndpointPolicy(EndpointAgent agent) => _agent = agent;

    /// <summary>The one who answers.</summary>
    public IAgent Agent => _agent;

    /// <summary>Makes the agent. The key comes from AGENTIC_API_KEY or OPENAI_API_KEY, and is kept in memory alone.</summary>
    /// <param name="context">Clock, environment, and how episodes are written.</param>
    /// <param name="name"><c>openai:MODEL@URL</c>.</param>
    /// <param name="scenario">Its policy gives the vocabulary of the record.</param>
    /// <param name="sampling">How the server draws.</param>
    /// <param name="images">Where episodes put their pictures.</param>
    /// <exception cref="UserException">The name cannot be read.</exception>
    public static EndpointPolicy Open(CliContext context, string name, Scenario scenario, SamplingOptions sampling, IImageStore images)
    {
        try
        {
            var options = EndpointOptions.Parse(name) with
            {
                ApiKey = context.Variable("AGENTIC_API_KEY") ?? context.Variable("OPENAI_API_KEY"),
                Sampling = sampling,
                Tools = ScenarioEpisodes.Kind(scenario).Descriptor.ToolSchema,
            };
            return new EndpointPolicy(new EndpointAgent(options, images, context.Policies.Tokenizer(scenario), context.Policies.Renderer(scenario), context.Clock));
        }
        catch (FormatException error)
        {
            throw new UserException(error.Message);
        }
    }

    /// <summary>What was asked of the server and what it cost.</summary>
    public JsonObject Usage() => new()
    {
        ["turns"] = _agent.Usage.Turns,
        ["requests"] = _agent.Usage.Attempts,
        ["faults"] = _agent.Usage.Faults,
        ["prompt_tokens"] = _agent.Usage.PromptTokens,
        ["completion_tokens"] = _agent.Usage.CompletionTokens,
    };

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _agent.Dispose();
        return ValueTask.CompletedTask;
    }
}
