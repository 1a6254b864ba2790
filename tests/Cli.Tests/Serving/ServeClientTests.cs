using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Immutable;
using System.Text;
using Agentic.Agents;
using Agentic.Cli.Serving;
using Agentic.VisionPolicy;
using OpenAI;
using OpenAI.Chat;

namespace Agentic.Cli.Tests.Serving;

/// <summary>The official client of the interface drives the server.</summary>
public sealed class ServeClientTests
{
    [Fact]
    public async Task Chat_answers_with_log_probabilities_usage_and_a_reason()
    {
        await using var server = await ServeRun.StartAsync();
        var answer = (await Client(server.Url).CompleteChatAsync(
            [new SystemChatMessage("Say a direction."), new UserChatMessage("now")],
            new ChatCompletionOptions { MaxOutputTokenCount = 6, Temperature = 0.7f, IncludeLogProbabilities = true, TopLogProbabilityCount = 3 })).Value;

        Assert.Equal(("tiny", ChatFinishReason.Length), (answer.Model, answer.FinishReason));
        Assert.Equal(6, answer.Usage.OutputTokenCount);
        Assert.Equal(answer.Usage.InputTokenCount + 6, answer.Usage.TotalTokenCount);
        Assert.Equal(6, answer.ContentTokenLogProbabilities.Count);
        Assert.All(answer.ContentTokenLogProbabilities, token =>
        {
            Assert.Equal(3, token.TopLogProbabilities.Count);
            var top = token.TopLogProbabilities.Select(other => other.LogProbability).ToArray();
            Assert.Equal(top.OrderDescending(), top);
            Assert.True(token.LogProbability <= top[0]);
        });
    }

    [Fact]
    public async Task A_stream_adds_up_to_the_answer_that_comes_whole()
    {
        await using var server = await ServeRun.StartAsync("--seed", "4");
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 40, Temperature = 0 };
        var whole = (await Client(server.Url).CompleteChatAsync([new UserChatMessage("Where to?")], options)).Value;
        var (text, pieces, reason, output) = (new StringBuilder(), 0, (ChatFinishReason?)null, 0);
        await foreach (var update in Client(server.Url).CompleteChatStreamingAsync([new UserChatMessage("Where to?")], options))
        {
            pieces += update.ContentUpdate.Count > 0 ? 1 : 0;
            text.Append(string.Concat(update.ContentUpdate.Select(part => part.Text)));
            reason = update.FinishReason ?? reason;
            output = update.Usage?.OutputTokenCount ?? output;
        }

        Assert.Equal(whole.Content[0].Text, text.ToString());
        Assert.NotEmpty(text.ToString());
        Assert.True(pieces > 2, $"{pieces} pieces");
        Assert.Equal((whole.FinishReason, whole.Usage.OutputTokenCount), (reason, output));
    }

    [Fact]
    public async Task A_picture_is_read_patch_by_patch_and_changes_the_answer()
    {
        await using var server = await ServeRun.StartAsync();
        async Task<ChatCompletion> Show(byte grey, int side) => (await Client(server.Url).CompleteChatAsync(
            [new UserChatMessage(ChatMessageContentPart.CreateTextPart("Look."), ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(Grey(grey, side)), "image/png"))],
            new ChatCompletionOptions { MaxOutputTokenCount = 1, Temperature = 0, IncludeLogProbabilities = true })).Value;

        var (small, large, dark) = (await Show(200, 32), await Show(200, 64), await Show(10, 32));

        // 16 pixels a token: 2 × 2 and 4 × 4 tokens.
        Assert.Equal(12, large.Usage.InputTokenCount - small.Usage.InputTokenCount);
        Assert.Equal(small.Usage.InputTokenCount, dark.Usage.InputTokenCount);
        Assert.NotEqual(small.ContentTokenLogProbabilities[0].LogProbability, dark.ContentTokenLogProbabilities[0].LogProbability);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_model_that_calls_a_tool_is_understood(bool isStream)
    {
        await using var served = Scripted("I look.\n<tool_call>\n{\"name\": \"look\", \"arguments\": {\"x\": 1}}\n</tool_call>");
        await using var server = await ApiServer.StartAsync(new PolicyRoutes(served, TimeProvider.System), new ServeOptions { Address = System.Net.IPAddress.Loopback, Port = 0 }, TimeProvider.System, TextWriter.Null);
        var client = Client(new Uri(server.Url, "v1"));
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 200, Tools = { ChatTool.CreateFunctionTool("look", "Looks.", BinaryData.FromString("""{"type":"object"}""")) } };
        var (words, name, arguments, reason) = ("", "", "", (ChatFinishReason?)null);
        if (isStream)
        {
            await foreach (var update in client.CompleteChatStreamingAsync([new UserChatMessage("Look!")], options))
            {
                words += string.Concat(update.ContentUpdate.Select(part => part.Text));
                name += string.Concat(update.ToolCallUpdates.Select(call => call.FunctionName));
                arguments += string.Concat(update.ToolCallUpdates.Select(call => call.FunctionArgumentsUpdate));
                reason = update.FinishReason ?? reason;
            }
        }
        else
        {
            var answer = (await client.CompleteChatAsync([new UserChatMessage("Look!")], options)).Value;
            (words, name, arguments, reason) = (answer.Content[0].Text, answer.ToolCalls[0].FunctionName, answer.ToolCalls[0].FunctionArguments.ToString(), answer.FinishReason);

            // The call and its result go back, and the conversation goes on.
            var next = await client.CompleteChatAsync([new UserChatMessage("Look!"), new AssistantChatMessage(answer), new ToolChatMessage(answer.ToolCalls[0].Id, "a door")], options);
            Assert.Equal("look", next.Value.ToolCalls[0].FunctionName);
        }

        Assert.Equal(("I look.", "look", """{"x": 1}""", ChatFinishReason.ToolCalls), (words.Trim(), name, arguments, reason));
    }

    [Fact]
    public async Task Many_requests_at_once_share_batches_and_get_what_each_gets_alone()
    {
        await using var served = ServedPolicy.Open("tiny", null, 1, ComputeDevice.Cpu);
        await using var server = await ApiServer.StartAsync(new PolicyRoutes(served, TimeProvider.System), new ServeOptions { Address = System.Net.IPAddress.Loopback, Port = 0 }, TimeProvider.System, TextWriter.Null);
        var client = Client(new Uri(server.Url, "v1"));
        async Task<string> Ask(int index) => (await client.CompleteChatAsync(
            [new UserChatMessage($"question {index}")], new ChatCompletionOptions { MaxOutputTokenCount = 24, Temperature = 0 })).Value.Content[0].Text;

        var together = await Task.WhenAll(Enumerable.Range(0, 16).Select(Ask));
        var (tokens, batches) = (served.Engine.Counters.Sampled, served.Engine.Counters.Batches);
        for (var index = 0; index < together.Length; index++)
        {
            Assert.Equal(await Ask(index), together[index]);
        }

        Assert.True(batches < tokens / 2, $"{batches} forward passes for {tokens} tokens");
    }

    [Fact]
    public async Task A_wrong_token_is_the_clients_401_and_the_right_one_passes()
    {
        await using var server = await ServeRun.StartAsync("--token", "right");
        var options = new ChatCompletionOptions { MaxOutputTokenCount = 1 };
        var refused = await Assert.ThrowsAsync<ClientResultException>(() => Client(server.Url, "wrong").CompleteChatAsync([new UserChatMessage("x")], options));

        Assert.Equal(401, refused.Status);
        Assert.Contains("invalid_api_key", refused.Message);
        Assert.Equal(1, (await Client(server.Url, "right").CompleteChatAsync([new UserChatMessage("x")], options)).Value.Usage.OutputTokenCount);
    }

    private static ChatClient Client(Uri url, string key = "none") => new(
        "tiny", new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = url, RetryPolicy = new ClientRetryPolicy(0), NetworkTimeout = TimeSpan.FromSeconds(60) });

    private static byte[] Grey(byte value, int side)
    {
        var rgb = new byte[side * side * 3];
        Array.Fill(rgb, value);
        return PngCodec.Encode(rgb, side, side);
    }

    private static ServedPolicy Scripted(string says)
    {
        var tokenizer = TinyVocabulary.Tokenizer;
        ImmutableArray<int> script = [.. tokenizer.Encode(says), tokenizer.Special(ControlTokens.MessageEnd)];
        return new ServedPolicy(
            new ServedParts("tiny", tokenizer, QwenPolicy.TinyRenderer(), 1024, tokenizer.VocabularySize, [],
                (_, length) => new PolicyEngine(() => new ScriptModel(script, tokenizer.VocabularySize), new EngineOptions(script[^1], length)), null), 1);
    }
}
