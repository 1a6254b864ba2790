using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.Cli.Serving;
using Agentic.Worlds.Search.Retrieval;

namespace Agentic.Cli;

/// <summary><c>serve</c>: a policy behind an OpenAI-compatible interface, or an index behind Search-R1's, until it is interrupted.</summary>
internal static class ServeCommand
{
    private const long LargestQuestion = 8 << 20;

    public static Command Create(CliContext context)
    {
        var policy = new Option<string>("--policy") { Description = "tiny, a folder as the hub has it, or a training checkpoint", DefaultValueFactory = _ => "tiny" };
        var retriever = new Option<string?>("--retriever") { Description = "an index of 'index build', served instead of a policy: POST /retrieve as Search-R1 asks" };
        var ranking = new RankingOptions();
        var device = DeviceOption.Create();
        var host = new Option<string>("--host") { Description = "address to listen on; any but this machine's own needs --token", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "port to listen on; 0 takes a free one", DefaultValueFactory = _ => 0 };
        var token = new Option<string?>("--token") { Description = "what callers send as 'Authorization: Bearer TOKEN'" };
        var length = new Option<int?>("--context") { Description = "tokens of a prompt and its answer together; the model's own by default, at most 32768" };
        var requests = new Option<int>("--max-requests") { Description = "requests at one moment", DefaultValueFactory = _ => 512 };
        var seed = new Option<ulong>("--seed") { Description = "root of the random numbers of requests without a seed", DefaultValueFactory = _ => 1 };
        var command = new Command("serve", "answers OpenAI-compatible requests with a policy, or Search-R1's with an index") { policy, retriever, ranking.Ranking, ranking.Encoder, device, host, port, token, length, requests, seed };
        command.SetAction(async (call, cancellation) =>
        {
            var options = new ServeOptions
            {
                Address = ServeOptions.ReadAddress(call.GetRequiredValue(host), call.GetValue(token)),
                Port = Within(call.GetValue(port), 0, 65535, "--port"),
                Token = call.GetValue(token),
                MaxRequests = Within(call.GetValue(requests), 1, 100_000, "--max-requests"),
            };
            if (call.GetValue(retriever) is { } index)
            {
                return call.GetResult(policy) is { Implicit: false }
                    ? throw new UserException("--policy and --retriever are served by a process each.")
                    : await RetrieveAsync(ranking.Open(call, index), index, options, context, context.Open(call), cancellation);
            }

            if (call.GetResult(ranking.Ranking) is { Implicit: false } || call.GetValue(ranking.Encoder) is not null)
            {
                throw new UserException("--ranking and --encoder go with --retriever.");
            }

            var limit = call.GetValue(length) is { } tokens ? Within(tokens, 2, 1 << 20, "--context") : (int?)null;
            await using var served = ServedPolicy.Open(call.GetRequiredValue(policy), limit, call.GetValue(seed), DeviceOption.Open(call.GetValue(device)));
            await using var server = await ApiServer.StartAsync(new PolicyRoutes(served, context.Clock), options, context.Clock, context.Error);
            Announce(context.Open(call), served, server);
            await Interruption.WaitAsync(cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> RetrieveAsync(IRetriever opened, string place, ServeOptions options, CliContext context, CliOutput output, CancellationToken cancellation)
    {
        await using var retriever = opened;
        await using var server = await ApiServer.StartAsync(new RetrieverRoutes(retriever), options with { MaxBodyBytes = LargestQuestion }, context.Clock, context.Error);
        var url = new Uri(server.Url, "retrieve").AbsoluteUri;
        output.Line($"{place} is served at {url}. Ctrl-C ends it.");
        output.Result(new JsonObject { ["url"] = url, ["retriever"] = place, ["port"] = server.Url.Port });
        output.Flush();
        await Interruption.WaitAsync(cancellation);
        return ExitCode.Done;
    }

    private static int Within(int value, int low, int high, string option) =>
        value >= low && value <= high ? value : throw new UserException($"{option} must be from {low} to {high}, but is {value}.");

    private static void Announce(CliOutput output, ServedPolicy policy, ApiServer server)
    {
        var url = new Uri(server.Url, "v1").AbsoluteUri;
        output.Line($"{policy.Name} is served at {url} with {policy.ContextLength} tokens of context. Ctrl-C ends it.");
        output.Result(new JsonObject { ["url"] = url, ["model"] = policy.Name, ["port"] = server.Url.Port, ["context"] = policy.ContextLength });
        output.Flush();
    }
}
