using System.Text.Json;
using Agentic.Testing;
using Agentic.VisionPolicy.Templates;

namespace Agentic.VisionPolicy.Tests.Templates;

/// <summary>Renderings and ids against the reference engine.</summary>
public sealed class ChatTemplateFixturesTests
{
    [Fact]
    public void Every_rendering_is_the_references_byte_for_byte_and_errors_carry_its_message()
    {
        using var json = JsonDocument.Parse(File.ReadAllText(FixtureFolder.Require("chat_template", "renderings.json")));
        var tokenizer = TokenizerFiles.Open(FixtureFolder.Require("tokenizer"));
        var special = ChatTemplateFile.SpecialTokens(FixtureFolder.Path("tokenizer"));
        var root = json.RootElement;
        var rows = root.GetProperty("renderings").EnumerateArray().ToArray();
        var templates = rows.Select(row => row.GetProperty("template").GetString()!).Distinct()
            .ToDictionary(name => name, name => ChatTemplate.Parse(File.ReadAllText(FixtureFolder.Require("chat_template", name + ".jinja")), name));
        var wrong = new List<string>();
        foreach (var row in rows)
        {
            string Field(string name) => row.GetProperty(name).GetString()!;
            // What the reference always passes, the tokenizer's special tokens, and the settings of the row.
            var variables = new Dictionary<string, object?>(special) { ["tools"] = null, ["documents"] = null, ["add_generation_prompt"] = false };
            foreach (var setting in root.GetProperty("settings").GetProperty(Field("setting")).EnumerateObject())
            {
                variables[setting.Name] = setting.Value;
            }

            variables["messages"] = root.GetProperty("conversations").GetProperty(Field("conversation"));
            var isRight = false;
            string? got;
            try
            {
                got = templates[Field("template")].Render(variables);
                isRight = row.TryGetProperty("text", out var text) && got == text.GetString()
                    && tokenizer.EncodeTemplate(got).SequenceEqual(row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()));
            }
            catch (TemplateException fault)
            {
                got = fault.Message;
                isRight = row.TryGetProperty("error", out var error) && fault.Message.Contains(error.GetString()!, StringComparison.Ordinal);
            }

            if (!isRight)
            {
                wrong.Add($"{Field("template")}/{Field("setting")}/{Field("conversation")}: {JsonSerializer.Serialize(got)}");
            }
        }

        Assert.NotEmpty(rows);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {rows.Length} differ:\n{string.Join('\n', wrong.Take(5))}");
    }
}
