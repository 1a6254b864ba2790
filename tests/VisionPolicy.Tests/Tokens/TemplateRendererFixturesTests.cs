using System.Collections.Immutable;
using System.Text.Json;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.VisionPolicy.Templates;

namespace Agentic.VisionPolicy.Tests.Tokens;

/// <summary>Turns by the templates of the reference folders.</summary>
public sealed class TemplateRendererFixturesTests
{
    [Theory]
    [InlineData("qwen2_5_vl")]
    [InlineData("qwen3_vl")]
    public void The_first_prompt_of_a_checkpoint_is_its_templates_rendering(string folder)
    {
        var path = FixtureFolder.Require(folder);
        FixtureFolder.Require(folder, HubFolder.ChatTemplate);
        var tokenizer = TokenizerFiles.Open(path);
        var images = new HubFolder(path).ReadImageProcessor();
        var renderer = TurnRenderers.Open(path, tokenizer, images);
        var picture = new ImageHandle(ContentHash.Of([1]), 7 * images.Factor, 4 * images.Factor);
        var grid = images.Grid(picture.Width, picture.Height);
        var pads = string.Concat(Enumerable.Repeat(ControlTokens.ImagePad, grid.Count / (images.MergeSize * images.MergeSize)));
        var template = ChatTemplateFile.Open(path)!;
        object[] content = [Text("What is\n"), new Dictionary<string, object?> { ["type"] = "image" }, Text(" shown? é")];
        foreach (var instruction in new[] { "Be brief.\n", "" })
        {
            object[] system = instruction.Length > 0 ? [TurnTemplate.Message("system", instruction)] : [];
            var rendered = template.Render(new Dictionary<string, object?>(ChatTemplateFile.SpecialTokens(path))
            {
                ["messages"] = (object[])[.. system, TurnTemplate.Message("user", content)],
                ["tools"] = null,
                ["add_generation_prompt"] = true,
            }).Replace(ControlTokens.ImagePad, pads, StringComparison.Ordinal);
            var seen = Observation.Of(new TextPart("What is\n"), new ImagePart(picture), new TextPart(" shown? é"));
            Assert.Equal(tokenizer.EncodeTemplate(rendered), Ids([.. renderer.Preamble(instruction), .. renderer.Observe(seen, null)]));
        }
    }

    [Fact]
    public void Text_conversations_of_the_fixtures_begin_as_their_templates_render_them_and_grow_at_the_end()
    {
        var tokenizer = TokenizerFiles.Open(FixtureFolder.Require("tokenizer"));
        var special = ChatTemplateFile.SpecialTokens(FixtureFolder.Path("tokenizer"));
        using var json = JsonDocument.Parse(File.ReadAllText(FixtureFolder.Require("chat_template", "renderings.json")));
        var root = json.RootElement;
        var compared = 0;
        foreach (var row in root.GetProperty("renderings").EnumerateArray().Where(row => row.GetProperty("setting").GetString() == "generate"))
        {
            var messages = root.GetProperty("conversations").GetProperty(row.GetProperty("conversation").GetString()!).EnumerateArray().ToArray();
            var name = row.GetProperty("template").GetString()!;
            var renderer = new TemplateRenderer(
                new TurnTemplate(ChatTemplate.Parse(File.ReadAllText(FixtureFolder.Require("chat_template", name + ".jinja")), name), special, null), tokenizer, null);
            if (!AlternatesInPlainText(messages) || (name == "constructs" && messages.Count(message => message.GetProperty("role").GetString() == "user") > 1) || !row.TryGetProperty("ids", out var ids))
            {
                continue;
            }

            var got = Play(renderer, messages);
            // Where no control token stands between messages, tokens may be cut differently: texts are compared.
            Assert.Equal(row.GetProperty("text").GetString(), tokenizer.Decode(got.AsSpan()));
            if (name != "constructs")
            {
                Assert.Equal(ids.EnumerateArray().Select(id => id.GetInt32()), got);
            }

            compared++;
        }

        Assert.SkipWhen(compared == 0, "chat_template/renderings.json has no conversation of plain turns.");
    }

    [Fact]
    public void A_folder_without_a_template_gets_the_built_in_layout()
    {
        var path = FixtureFolder.Require("tokenizer");
        Assert.IsType<ChatRenderer>(TurnRenderers.Open(path, TokenizerFiles.Open(path), null));
    }

    // Perhaps a system message, then users and assistants in turn, a user last; nothing that a template rewrites or the composition of text changes.
    private static bool AlternatesInPlainText(JsonElement[] messages)
    {
        var turns = messages.SkipWhile(message => message.GetProperty("role").GetString() == "system").ToArray();
        return turns.Length % 2 == 1 && messages.Length - turns.Length <= 1
            && turns.Index().All(turn => turn.Item.GetProperty("role").GetString() == (turn.Index % 2 == 0 ? "user" : "assistant"))
            && messages.All(message => message.GetProperty("content").ValueKind == JsonValueKind.String && message.EnumerateObject().Count() == 2)
            && messages.All(message => Content(message).All(char.IsAscii) && Content(message).Length > 0)
            && messages.All(message => !Content(message).Contains("think", StringComparison.Ordinal));
    }

    private static ImmutableArray<int> Play(TemplateRenderer renderer, JsonElement[] messages)
    {
        var transcript = new Transcript(ContextWindow.Full);
        var hasSystem = messages[0].GetProperty("role").GetString() == "system";
        transcript.Begin(renderer.Preamble(hasSystem ? Content(messages[0]) : ""));
        IReadOnlyList<TokenSegment> prompt = [];
        foreach (var message in messages.Skip(hasSystem ? 1 : 0))
        {
            if (message.GetProperty("role").GetString() == "user")
            {
                prompt = transcript.Observe(renderer.Observe(Observation.Of(new TextPart(Content(message))), transcript.LastReply));
            }
            else
            {
                transcript.Reply(renderer.Reply(Content(message)));
            }
        }

        return Ids(prompt);
    }

    private static string Content(JsonElement message) => message.GetProperty("content").GetString()!;

    private static Dictionary<string, object?> Text(string text) => new() { ["type"] = "text", ["text"] = text };

    private static ImmutableArray<int> Ids(IEnumerable<TokenSegment> segments) => [.. segments.SelectMany(segment => segment.Ids)];
}
