using System.Text;
using Agentic.Agents;
using Agentic.Worlds.Gui.Actions;

namespace Agentic.Worlds.Tests.Gui.Actions;

/// <summary>No text makes a dialect throw, and what it understands has places on the page.</summary>
public sealed class ActionDialectFuzzTests
{
    private const int Texts = 100_000;

    [Fact]
    public void No_text_makes_a_dialect_throw()
    {
        var random = RandomKey.FromSeed(23).Stream();
        foreach (var name in ActionDialects.Names)
        {
            var frame = CoordinateFrame.Of(ActionDialects.Unit(name), (160, 210), 1, 28);
            var dialect = ActionDialects.Create(name, (160, 210), 10);
            string[] seeds = [.. ActionSamples.All(frame).Select(action => dialect.Print(action, frame)).OfType<string>()];
            var understood = 0;
            for (var i = 0; i < Texts / ActionDialects.Names.Length; i++)
            {
                var text = Mutate(seeds[random.NextInt(seeds.Length)], ref random);
                var parse = dialect.Parse(text, frame);
                Assert.True(parse.Action is null != parse.Failure is null, text);
                var parts = dialect.Text.Dissect(text);
                Assert.InRange(parts.ActionStart, 0, text.Length);
                Assert.All(parts.Places, place => Assert.True(place.Start >= parts.ActionStart && place.End <= text.Length, text));
                if (parse.Action is GuiAction action)
                {
                    understood++;
                    Assert.NotEmpty(action.Canonical);
                    foreach (var place in new[] { action.At, action.To }.OfType<GuiPlace>())
                    {
                        Assert.InRange(place.Page.X, 0, 160);
                        Assert.InRange(place.Page.Y, 0, 210);
                    }
                }
            }

            Assert.InRange(understood, 1, Texts);
        }
    }

    [Theory]
    [InlineData("short")]
    [InlineData("gui_libra")]
    [InlineData("qwen")]
    [InlineData("ui_tars")]
    [InlineData("browsergym")]
    public void Hostile_answers_are_refused(string name)
    {
        var frame = CoordinateFrame.Of(ActionDialects.Unit(name), (160, 210), 1, 1);
        var dialect = ActionDialects.Create(name, (160, 210), 10);
        string[] hostile =
        [
            "", "\0", new string('x', 1 << 20), "<think>c", "\ud800", "{\"$type\":\"System.Object\"}", "[[[[[[[[[[[[[[[[[[[[", "click(", "click('1'", "click(click('1'))",
            "{\"action_type\":\"\\ud800\"}", "{\"action\":\"type\",\"text\":\"\\udc00\"}", string.Concat(Enumerable.Repeat("click(", 10_000)),
        ];
        Assert.All(hostile, text =>
        {
            var parse = dialect.Parse(text, frame);
            Assert.True(parse.Action is null, $"understood as {parse.Action?.Canonical}");
            Assert.InRange(parse.Failure!.Length, 10, 1000);
        });
    }

    private static string Mutate(string seed, ref RandomStream random)
    {
        const string Alphabet = "abcdeklpqrstuwz0123456789.,-+'\"()[]{}<>/\\: \n\t\0é\ud800→";
        var text = new StringBuilder(seed);
        for (var edits = random.NextInt(4); edits > 0; edits--)
        {
            var at = random.NextInt(text.Length + 1);
            var letter = random.NextInt(16) == 0 ? (char)random.NextInt(0x10000) : Alphabet[random.NextInt(Alphabet.Length)];
            switch (random.NextInt(4))
            {
                case 0 when at < text.Length:
                    text.Remove(at, 1);
                    break;
                case 1 when at < text.Length:
                    text[at] = letter;
                    break;
                case 2 when text.Length < 400:
                    text.Insert(at, text.ToString());
                    break;
                default:
                    text.Insert(at, letter);
                    break;
            }
        }

        return text.ToString();
    }
}
