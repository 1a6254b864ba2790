using System.CommandLine;
using System.Text.Json.Nodes;
using Agentic.Cli.Serving;

namespace Agentic.Cli;

/// <summary><c>serve</c>: a policy behind an OpenAI-compatible interface, until it is interrupted.</summary>
internal static class ServeCommand
{
    public static Command Create(CliContext context)
    {
        var policy = new Option<string>("--policy") { Description = "tiny, a folder as the hub has it, or a training checkpoint", DefaultValueFactory = _ => "tiny" };
        var device = DeviceOption.Create();
        var host = new Option<string>("--host") { Description = "address to listen on; any but this machine's own needs --token", DefaultValueFactory = _ => "127.0.0.1" };
        var port = new Option<int>("--port") { Description = "port to listen on; 0 takes a free one", DefaultValueFactory = _ => 0 };
        var token = new Option<string?>("--token") { Description = "what callers send as 'Authorization: Bearer TOKEN'" };
        var length = new Option<int?>("--context") { Description = "tokens of a prompt and its answer together; the model's own by default, at most 32768" };
        var requests = new Option<int>("--max-requests") { Description = "requests at one moment", DefaultValueFactory = _ => 512 };
        var seed = new Option<ulong>("--seed") { Description = "root of the random numbers of requests without a seed", DefaultValueFactory = _ => 1 };
        var command = new Command("serve", "answers OpenAI-compatible requests with a policy") { policy, device, host, port, token, length, requests, seed };
        command.SetAction(async (call, cancellation) =>
        {
            var options = new ServeOptions
            {
                Address = ServeOptions.ReadAddress(call.GetRequiredValue(host), call.GetValue(token)),
                Port = Within(call.GetValue(port), 0, 65535, "--port"),
                Token = call.GetValue(token),
                MaxRequests = Within(call.GetValue(requests), 1, 100_000, "--max-requests"),
            };
            var limit = call.GetValue(length) is { } tokens ? Within(tokens, 2, 1 << 20, "--context") : (int?)null;
            await using var served = ServedPolicy.Open(call.GetRequiredValue(policy), limit, call.GetValue(seed), DeviceOption.Open(call.GetValue(device)));
            await using var server = await PolicyServer.StartAsync(served, options, context.Clock, context.Error);
            Announce(context.Open(call), served, server);
            await Interruption.WaitAsync(cancellation);
            return ExitCode.Done;
        });
        return command;
    }

    private static int Within(int value, int low, int high, string option) =>
        value >= low && value <= high ? value : throw new UserException($"{option} must be from {low} to {high}, but is {value}.");

    private static void Announce(CliOutput output, ServedPolicy policy, PolicyServer server)
    {
        var url = new Uri(server.Url, "v1").AbsoluteUri;
        output.Line($"{policy.Name} is served at {url} with {policy.ContextLength} tokens of context. Ctrl-C ends it.");
        output.Result(new JsonObject { ["url"] = url, ["model"] = policy.Name, ["port"] = server.Url.Port, ["context"] = policy.ContextLength });
        output.Flush();
    }
}
