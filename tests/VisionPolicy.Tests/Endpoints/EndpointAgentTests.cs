using System.Text.Json.Nodes;
using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Endpoints;

public sealed class EndpointAgentTests
{
    [Theory]
    [InlineData("full", "system user assistant user assistant user")]
    [InlineData("last 1", "system user assistant user")]
    [InlineData("last 0", "system user")]
    public async Task The_context_becomes_messages_with_their_pictures(string context, string roles)
    {
        Assert.True(ContextWindow.TryParse(context, out var window));
        await using var server = await ChatServer.StartAsync(ChatServer.Answer("up"));
        var images = new MemoryImageStore();
        using var agent = EndpointBench.Agent(server.Url, images);

        var record = await EndpointBench.Play(agent, images, window);

        Assert.True(record.IsSolved);
        var messages = server.Requests[2]["messages"]!.AsArray();
        Assert.Equal(roles, string.Join(' ', messages.Select(message => (string)message!["role"]!)));
        Assert.Equal("Count.", (string)messages[0]!["content"]!);
        Assert.All(messages.Where(message => (string)message!["role"]! == "assistant"), message => Assert.Equal("up", (string)message!["content"]!));
        var shown = messages.Where(message => (string)message!["role"]! == "user").Select(message => Seen(message!["content"]!.AsArray())).ToArray();
        // The world counts 0, 1, 2, and paints its only pixel in that grey.
        Assert.Equal(Enumerable.Range(3 - shown.Length, shown.Length).Select(count => ($"count {count}", (byte)count)), shown);
    }

    [Fact]
    public async Task Settings_are_sent_and_tokens_are_counted()
    {
        await using var server = await ChatServer.StartAsync(ChatServer.Answer("up"));
        using var agent = EndpointBench.Agent(server.Url, change: options => options with { Sampling = new SamplingOptions(0.5, 4, 0.9) });
        await EndpointBench.Ask(agent);
        await EndpointBench.Ask(agent);

        var sent = server.Requests[0];
        Assert.Equal(("m", 0.5, 0.9, 4, 5), ((string)sent["model"]!, (double)sent["temperature"]!, (double)sent["top_p"]!, (int)sent["top_k"]!, (int)sent["max_tokens"]!));
        Assert.Equal((long)sent["seed"]!, (long)server.Requests[1]["seed"]!); // the same turn
        Assert.Equal("count 0", (string)sent["messages"]![1]!["content"]!);
        Assert.Equal((2, 14, 4), (agent.Usage.Turns, agent.Usage.PromptTokens, agent.Usage.CompletionTokens));
        Assert.Equal("", server.Keys[0]);
    }

    [Fact]
    public async Task Fields_that_a_server_does_not_know_are_left_out_from_then_on()
    {
        await using var server = await ChatServer.StartAsync(
            ChatServer.Say(400, """{"error":{"message":"Unrecognized request argument supplied: return_token_ids"}}"""),
            ChatServer.Say(400, """{"error":{"message":"'max_tokens' is not supported. Use 'max_completion_tokens' instead.","param":"max_tokens"}}"""),
            ChatServer.Answer("up"));
        using var agent = EndpointBench.Agent(server.Url);
        await EndpointBench.Ask(agent);
        await EndpointBench.Ask(agent);

        Assert.Equal(4, server.Requests.Count);
        Assert.All(server.Requests[2..], sent => Assert.False(sent.ContainsKey("return_token_ids") || sent.ContainsKey("max_tokens")));
        Assert.All(server.Requests[2..], sent => Assert.Equal(5, (int)sent["max_completion_tokens"]!));
    }

    [Fact]
    public async Task Sampling_that_a_server_refuses_is_never_left_out()
    {
        await using var server = await ChatServer.StartAsync(ChatServer.Say(400, """{"error":{"message":"top_k is not supported"}}"""));
        using var agent = EndpointBench.Agent(server.Url, change: options => options with { Sampling = new SamplingOptions(1, 4) });

        Assert.Contains("top_k", (await EndpointBench.Fault(agent)).Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Ids_of_the_same_vocabulary_are_recorded_as_they_were_sampled()
    {
        var up = TinyVocabulary.Tokenizer.Encode("up")[0];
        var end = TinyVocabulary.Tokenizer.Special(ControlTokens.MessageEnd);
        await using var server = await ChatServer.StartAsync(ChatServer.Say(200, ChatServer.Completion(
            "up", $$$""","token_ids":[{{{up}}},{{{end}}}],"logprobs":{"content":[{"token":"up","logprob":-0.5},{"token":"<|im_end|>","logprob":-0.25}]}""")));
        using var agent = EndpointBench.Agent(server.Url);

        var tokens = (await EndpointBench.Ask(agent)).Tokens!;

        Assert.Equal([up, end], tokens.Ids);
        Assert.Equal([-0.5f, -0.25f], tokens.Sampling!.LogProbs);
        Assert.All(tokens.Sampling.Entropies, entropy => Assert.True(float.IsNaN(entropy)));
        Assert.Equal(-1, tokens.Sampling.WeightVersion);
    }

    [Fact]
    public async Task Log_probabilities_of_another_vocabulary_are_summed_into_our_tokens()
    {
        // The server says "u" + "p" + its own end; ours are "up" and <|im_end|>, which the foreign end of 9 bytes falls into.
        await using var server = await ChatServer.StartAsync(ChatServer.Say(200, ChatServer.Completion(
            "up", ""","token_ids":[900001,900002,900003],"logprobs":{"content":[{"token":"u","logprob":-0.5},{"token":"p","logprob":-0.25},{"token":"</stop_x>","logprob":-0.125}]}""")));
        using var agent = EndpointBench.Agent(server.Url);

        var tokens = (await EndpointBench.Ask(agent)).Tokens!;

        Assert.Equal(EndpointBench.Renderer.Reply("up").Ids, tokens.Ids);
        Assert.Equal([-0.75f, -0.125f], tokens.Sampling!.LogProbs);
    }

    [Fact]
    public async Task Tool_calls_come_as_the_text_that_a_model_would_have_written()
    {
        await using var server = await ChatServer.StartAsync(ChatServer.Say(200,
            """{"choices":[{"message":{"content":null,"tool_calls":[{"type":"function","function":{"name":"look","arguments":"{\"x\": 1}"}}]},"finish_reason":"tool_calls"}]}"""));
        using var agent = EndpointBench.Agent(server.Url, change: options => options with { Tools = """[{"type":"function","function":{"name":"look"}}]""" });

        var reply = await EndpointBench.Ask(agent);

        Assert.Equal("<tool_call>\n{\"name\": \"look\", \"arguments\": {\"x\": 1}}\n</tool_call>", reply.Text);
        Assert.Equal("look", (string)server.Requests[0]["tools"]![0]!["function"]!["name"]!);
    }

    [Fact]
    public async Task An_episode_verifies_on_replay()
    {
        await using var server = await ChatServer.StartAsync(ChatServer.Answer("what?"), ChatServer.Answer("up"));
        var images = new MemoryImageStore();
        using var agent = EndpointBench.Agent(server.Url, images);
        var record = await EndpointBench.Play(agent, images, ContextWindow.Full);

        Assert.True(record.IsSolved);
        Assert.Equal(["what?", "up", "up", "up"], record.Turns.Select(turn => turn.Text));
        Assert.Null(await EpisodeVerifier.VerifyAsync(record, new Testing.CountingKind(), EndpointBench.Renderer));
    }

    [Theory]
    [InlineData("openai:qwen@http://127.0.0.1:8000/v1", "qwen", "http://127.0.0.1:8000/v1/chat/completions")]
    [InlineData("openai:a/b:c@d@https://host/x/v1/", "a/b:c@d", "https://host/x/v1/chat/completions")]
    public void A_name_tells_model_and_place(string name, string model, string url)
    {
        var options = EndpointOptions.Parse(name);
        Assert.Equal((model, url), (options.Model, options.Completions.AbsoluteUri));
    }

    [Theory]
    [InlineData("openai:")]
    [InlineData("openai:m")]
    [InlineData("openai:@http://host/v1")]
    [InlineData("openai:m@ftp://host/v1")]
    [InlineData("openai:m@http://user:key@host/v1")]
    [InlineData("openai:m@http://host/v1?key=1")]
    public void What_is_no_such_name_is_refused(string name) =>
        Assert.Contains("openai:MODEL@URL", Assert.Throws<FormatException>(() => EndpointOptions.Parse(name)).Message);

    [Fact]
    public void Options_never_print_the_key() =>
        Assert.DoesNotContain("secret", $"{EndpointOptions.Parse("openai:m@http://host/v1") with { ApiKey = "secret" }}");

    private static (string Text, byte Grey) Seen(JsonArray content)
    {
        var url = (string)content[1]!["image_url"]!["url"]!;
        var frame = PngCodec.Decode(Convert.FromBase64String(url["data:image/png;base64,".Length..]));
        return ((string)content[0]!["text"]!, frame.Rgb[0]);
    }
}
