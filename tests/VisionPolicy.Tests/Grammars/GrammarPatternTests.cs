using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Agentic.Agents;

namespace Agentic.VisionPolicy.Tests.Grammars;

public sealed class GrammarPatternTests
{
    [Theory]
    [InlineData("up|down", "up down u upp", "up down")]
    [InlineData("^a(b|cd)*e?$", "a ab acdb ae abe acd b abcde", "a ab acdb ae abe acd abcde")]
    [InlineData(@"[0-9]{2,3}\.\d", "1.2 12.3 123.4 1234.5 12x3", "12.3 123.4")]
    [InlineData("[^a-c]+", "d é abc dc 漢字", "d é 漢字")]
    [InlineData(@"(?:\+|-)?(0|[1-9]\d*)", "0 -7 +10 01 --1 7.", "0 -7 +10")]
    [InlineData("(a*)*b", "b aab aa", "b aab")]
    public void A_pattern_accepts_what_the_same_regular_expression_accepts(string pattern, string texts, string accepted)
    {
        var automaton = new ByteAutomaton(GrammarPattern.Parse(pattern));
        foreach (var text in texts.Split(' '))
        {
            Assert.Equal(accepted.Split(' ').Contains(text), Accepts(automaton, text));
            Assert.Equal(Regex.IsMatch(text, $"^(?:{pattern})$"), Accepts(automaton, text));
        }
    }

    [Theory]
    [InlineData("(a", "')'")]
    [InlineData("[a", "']'")]
    [InlineData("a{3,1}", "a count")]
    [InlineData("*a", "a literal")]
    [InlineData(@"\b", "one of")]
    [InlineData("(?=a)", "':'")]
    [InlineData("a)", "the end")]
    public void What_is_not_understood_is_refused_with_its_place(string pattern, string expected)
    {
        var error = Assert.Throws<GrammarException>(() => GrammarPattern.Parse(pattern));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"},"b":{"enum":["x","y\""]}},"required":["a"]}""", """{"a":-12,"b":"y\""}""", """{"b":"x"}""")]
    [InlineData("""{"type":"array","items":{"type":"boolean"},"minItems":1,"maxItems":2}""", "[true,false]", "[]")]
    [InlineData("""{"type":"array","items":{"type":"null"},"maxItems":1}""", "[]", "[null,null]")]
    [InlineData("""{"type":"integer","minimum":-1,"maximum":12}""", "12", "13")]
    [InlineData("""{"type":"string","maxLength":3}""", "\"é\\n漢\"", "\"abcd\"")]
    [InlineData("""{"type":"string","pattern":"[+-]"}""", "\"+\"", "\"*\"")]
    [InlineData("""{"type":"number"}""", "-0.5", "1e5")]
    [InlineData("""{"const":{"a":[1,null]}}""", """{"a":[1,null]}""", """{"a":[1]}""")]
    public void A_schema_accepts_compact_json_of_its_kind(string schema, string good, string bad)
    {
        var automaton = new ByteAutomaton(JsonSchemaGrammar.Parse(schema));
        JsonDocument.Parse(good).Dispose();
        Assert.True(Accepts(automaton, good), $"{schema} must accept {good}");
        Assert.False(Accepts(automaton, bad), $"{schema} must not accept {bad}");
    }

    [Theory]
    [InlineData("""{"type":"string","format":"date"}""", "$.format")]
    [InlineData("""{"type":"number","minimum":0}""", "$.minimum")]
    [InlineData("""{"type":"object","properties":{"a":{"type":"what"}},"required":["a"]}""", "$.a.type")]
    [InlineData("""{"type":"string","pattern":"."}""", "$.pattern")]
    [InlineData("""{"type":"object","properties":{},"required":["z"]}""", "'z'")]
    [InlineData("{", "no JSON")]
    public void A_schema_that_would_not_be_kept_is_refused_by_field(string schema, string field)
    {
        var error = Assert.Throws<GrammarException>(() => JsonSchemaGrammar.Parse(schema));
        Assert.Contains(field, error.Message, StringComparison.Ordinal);
    }

    private static bool Accepts(ByteAutomaton automaton, string text)
    {
        var state = automaton.Start;
        foreach (var value in Encoding.UTF8.GetBytes(text))
        {
            state = state < 0 ? state : automaton.Next(state, value);
        }

        return state >= 0 && automaton.IsAccepting(state);
    }
}
