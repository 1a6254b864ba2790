using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Testing;
using Agentic.VisionPolicy.Templates;

namespace Agentic.VisionPolicy.Tests.Tokens;

/// <summary>Help in words is cut out of the prompt to the token, and changes nothing of what stands around it.</summary>
public sealed class GuidanceRenderingTests
{
    private static readonly string[] Helps = ["go up", "the solution begins : up\ndown", "?", "42 apples", "<|im_end|> x", "(a) …"];

    [Fact]
    public void The_built_in_layout_has_it_as_guidance_and_the_whole_is_encoded_as_one()
    {
        var tokenizer = TinyVocabulary.Tokenizer;
        var renderer = new ChatRenderer(tokenizer, new ImageProcessorConfig { PatchSize = 8, MinPixels = 256 });
        var picture = new ImagePart(new ImageHandle(ContentHash.Of([1]), 80, 64));
        foreach (var help in Helps)
        {
            foreach (var before in new Observation[] { Observation.Of(new TextPart("Move.")), Observation.Of(new TextPart("a"), picture), Observation.Of(new ToolResultPart("t", "r")), Observation.Empty })
            {
                var segments = renderer.Observe(before.With(new GuidancePart(help)), null);
                Assert.Equal(help, tokenizer.Decode(Guidance(segments)));
                if (!help.Contains('<', StringComparison.Ordinal))
                {
                    Assert.Equal(tokenizer.EncodeTemplate(tokenizer.Decode(Ids(segments).AsSpan())), Ids(segments));
                }
            }
        }
    }

    [Fact]
    public void Templates_of_the_fixtures_have_it_as_guidance_and_the_words_around_it_stay_the_worlds()
    {
        var tokenizer = TokenizerFiles.Open(FixtureFolder.Require("tokenizer"));
        var special = ChatTemplateFile.SpecialTokens(FixtureFolder.Path("tokenizer"));
        var templates = Directory.GetFiles(FixtureFolder.Require("chat_template"), "*.jinja");
        Assert.SkipWhen(templates.Length == 0, "chat_template has no template.");
        foreach (var path in templates)
        {
            var renderer = new TemplateRenderer(new TurnTemplate(ChatTemplate.Parse(File.ReadAllText(path), path), special, null), tokenizer, null);
            foreach (var help in Helps)
            {
                var observation = Observation.Of(new TextPart("You see a door."));
                var (plain, helped) = (renderer.Observe(observation, null), renderer.Observe(observation.With(new GuidancePart(help)), null));
                Assert.Equal(help, tokenizer.Decode(Guidance(helped)));
                var others = helped.Where(segment => segment.Origin != SegmentOrigin.Guidance);
                Assert.Equal(tokenizer.Decode(Ids(plain).AsSpan()), tokenizer.Decode(Ids(others).AsSpan()).Replace("door.\n", "door.", StringComparison.Ordinal));
            }
        }
    }

    private static ImmutableArray<int> Ids(IEnumerable<TokenSegment> segments) => [.. segments.SelectMany(segment => segment.Ids)];

    private static ReadOnlySpan<int> Guidance(IEnumerable<TokenSegment> segments) =>
        segments.Single(segment => segment.Origin == SegmentOrigin.Guidance).Ids.AsSpan();
}
