using System.Text.Json;
using System.Text.Json.Nodes;
using Agentic.Agents;
using Agentic.VisionPolicy;

namespace Agentic.Cli.Serving;

/// <summary><c>POST /v1/chat/completions</c>: messages to a completion.</summary>
internal static class ChatRequest
{
    /// <summary>Reads a request.</summary>
    /// <param name="body">The request's JSON.</param>
    /// <param name="policy">Who answers.</param>
    /// <param name="hold">Keeps a picture for as long as the request runs.</param>
    /// <param name="created">Seconds since 1970.</param>
    /// <exception cref="ApiException">A field cannot be used.</exception>
    public static Completion Read(JsonElement body, ServedPolicy policy, Func<ImageFrame, ImageHandle> hold, long created)
    {
        var fields = new ApiFields(body);
        policy.RequireName(fields.Text("model"));
        var settings = GenerationSettings.OfChat(fields);
        var (messages, tools, choice) = (fields.Require("messages"), fields.Find("tools"), fields.Find("tool_choice"));
        if (tools is { ValueKind: not JsonValueKind.Array } other)
        {
            throw ApiFields.Wrong("tools", "an array of tools", other);
        }

        fields.Close();
        var prompt = Conversation.Render(messages, tools, choice, policy.Renderer, hold);
        var holdsCalls = ToolPrompt.AreOffered(tools, choice);
        return new Completion(policy, [prompt], settings, Layout(policy, settings, holdsCalls), holdsCalls, created);
    }

    private static CompletionLayout Layout(ServedPolicy policy, GenerationSettings settings, bool holdsCalls)
    {
        JsonObject? LogProbs(IReadOnlyList<DrawnToken> tokens) => settings.TopLogProbs is null ? null : TokenJson.Chat(policy, tokens);
        (string Words, IReadOnlyList<ToolCall> Calls) Split(Answer answer) => holdsCalls ? ToolCallText.Read(answer.Text) : (answer.Text, []);
        JsonArray Calls(IReadOnlyList<ToolCall> calls, bool isPiece) => new([.. calls.Select((call, index) =>
        {
            var told = new JsonObject
            {
                ["id"] = $"call_{policy.NextId()}",
                ["type"] = "function",
                ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments },
            };
            if (isPiece)
            {
                told["index"] = index;
            }

            return told;
        })]);

        return new CompletionLayout(
            "chatcmpl", "chat.completion", "chat.completion.chunk",
            Opening: () => new JsonObject { ["delta"] = new JsonObject { ["role"] = "assistant", ["content"] = "" } },
            Whole: answer =>
            {
                var (words, calls) = Split(answer);
                var message = new JsonObject { ["role"] = "assistant", ["content"] = calls.Count > 0 && words.Length == 0 ? null : words, ["refusal"] = null };
                if (calls.Count > 0)
                {
                    message["tool_calls"] = Calls(calls, isPiece: false);
                }

                return new JsonObject { ["message"] = message, ["logprobs"] = LogProbs(answer.Tokens) };
            },
            Piece: piece => new JsonObject { ["delta"] = new JsonObject { ["content"] = piece.Text }, ["logprobs"] = LogProbs(piece.Tokens) },
            Closing: answer =>
            {
                var (_, calls) = Split(answer);
                var held = holdsCalls ? answer.Text.IndexOf(ToolCallText.Opening, StringComparison.Ordinal) : -1;
                return new JsonObject
                {
                    ["delta"] = calls.Count > 0 ? new JsonObject { ["tool_calls"] = Calls(calls, isPiece: true) }
                        : held >= 0 ? new JsonObject { ["content"] = answer.Text[held..] } // it looked like a call and is none
                        : [],
                };
            },
            Reason: answer => Split(answer).Calls.Count > 0 ? "tool_calls" : answer.Reason);
    }
}
