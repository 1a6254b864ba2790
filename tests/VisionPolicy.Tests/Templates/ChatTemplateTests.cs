using Agentic.VisionPolicy.Templates;

namespace Agentic.VisionPolicy.Tests.Templates;

/// <summary>The language by hand: each expectation follows from the rules of Jinja and of Python's values.</summary>
public sealed class ChatTemplateTests
{
    [Theory]
    [InlineData("{{ 1 + 2 * 3 }}{{ 2 * 3 ~ 4 }}", "764")]
    [InlineData("{{ 2 ** 3 ** 2 }} {{ -2 ** 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 1e16 }} {{ 1.5e-7 }} {{ 0.1 + 0.2 }}", "64 4 -4 2 3.5 1e+16 1.5e-07 0.30000000000000004")]
    [InlineData("{{ 'a' ~ 1 ~ none ~ true ~ x }}|{{ x }}|{{ x is defined }}", "a1NoneTrue||False")]
    [InlineData("{{ [1, 'a\\'b', 1.0, none, {'k': (1,)}] }}", "[1, \"a'b\", 1.0, None, {'k': (1,)}]")]
    [InlineData("{{ 'wörd 👍x'[-2:] }} {{ 'abc'[::-1] }} {{ [1,2,3,4][1:3] }} {{ '👍a'|length }} {{ [0,1,2,3,4][::2] }}", "👍x cba [2, 3] 2 [0, 2, 4]")]
    [InlineData("{{ 'a,b,,c'.split(',') }} {{ ' a  b '.split() }} {{ 'a.b.c'.rsplit('.', 1) }} {{ 'a b c'.split(' ', 1) }}", "['a', 'b', '', 'c'] ['a', 'b'] ['a.b', 'c'] ['a', 'b c']")]
    [InlineData("{{ '  x '.strip() }}{{ 'xxaxx'.strip('x') }}{{ 'ab'.startswith(('b', 'a')) }}{{ 'hello world'.title() }}", "xaTrueHello World")]
    [InlineData("{{ 3 if false }}|{{ 'y' if 0 else 'n' }}|{{ 1 < 2 < 3 }}{{ 1 < 3 < 2 }}{{ not true or true }}{{ 'b' not in 'abc' }}", "|n|TrueFalseTrueFalse")]
    [InlineData("{% for k, v in {'b': 1, 'a': 2}.items() %}{{ loop.index }}{{ k }}{{ v }}{{ ',' if not loop.last }}{% endfor %}", "1b1,2a2")]
    [InlineData("{% for x in [1,2,3,4] if x is even %}{{ x }}/{{ loop.length }} {% else %}none{% endfor %}{% for x in [] %}{% else %}empty{% endfor %}", "2/2 4/2 empty")]
    [InlineData("{% for x in range(9) %}{% if x == 2 %}{% continue %}{% endif %}{% if x > 4 %}{% break %}{% endif %}{{ x }}{% endfor %}", "0134")]
    [InlineData("{% for x in [[1,[2,[]]],[3,[]]] recursive %}{{ x[0] if x is iterable else x }}{% if x is iterable and x[1] is iterable and x[1] %}({{ loop([x[1]]) }}){% endif %}{% endfor %}", "1(2)3")]
    [InlineData("{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% endfor %}{{ x }}{% set n = namespace(v=1) %}{% for i in [1] %}{% set n.v = 2 %}{% endfor %}{{ n.v }}", "12")]
    [InlineData("{% macro m(a, b='B') %}[{{ a }}{{ b }}{{ caller() if caller }}]{% endmacro %}{{ m(1) }}{{ m(b=2, a=3) }}{% call m('x') %}y{% endcall %}", "[1B][32][xBy]")]
    [InlineData("{% set t %} a {% endset %}[{{ t }}]{% set u | trim | upper %} a {% endset %}[{{ u }}]{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{% filter upper %}q{% endfilter %}", "[ a ][A]3Q")]
    [InlineData("{% generation %}a{% endgeneration %}{% raw %}{{ x }}{% endraw %}{# gone #}b", "a{{ x }}b")]
    [InlineData("{{ {'b': [1, 2.0], 'a': 'é\"\\n'} | tojson }}{{ [] | tojson(indent=2) }}{{ [1, {}] | tojson(indent=1) }}", "{\"b\": [1, 2.0], \"a\": \"é\\\"\\n\"}[][\n 1,\n {}\n]")]
    [InlineData("{{ [{'r': 'u', 'c': 1}, {'r': 'a', 'c': 2}] | selectattr('r', 'equalto', 'a') | map(attribute='c') | list }}{{ [1, 0, 2] | select | list }}{{ ['a'] | map('upper') | join }}", "[2][1, 2]A")]
    [InlineData("{{ x | default('d') }}{{ '' | default('e', true) }}{{ 'a-b' | replace('-', '+') }}{{ [3, 1, 2] | sort }}{{ 'x' | indent }}{{ '5' | int + 1 }}", "dea+b[1, 2, 3]x6")]
    [InlineData("{{ '%05.1f|%-4s|%x|%(a)s' is string }}{{ '%05.1f|%-4s|%x' % (2.25, 'ab', 255) }}{{ '{} {1:>4} {n!r}'.format('a', 7, n='q') if false }}", "True002.2|ab  |ff")]
    [InlineData("{{ '{0} {1:>4} {n!r} {0:^5}|'.format('a', 7, n='q') }}", "a    7 'q'   a  |")]
    [InlineData("{{ {'items': 3}['items'] }}{{ {'a': 1}.get('b', 2) }}{{ {'a': 1}.a }}{{ 1 == 1.0 }}{{ true == 1 }}{{ [1] == [1.0] }}{{ 'a' < 'b' }}", "321TrueTrueTrueTrue")]
    [InlineData("{{ none is none }}{{ 1 is number }}{{ true is number }}{{ 'a' is sequence }}{{ {} is mapping }}{{ true is integer }}{{ x is none }}{{ 2 is in [1, 2] }}", "TrueTrueTrueTrueTrueFalseFalseTrue")]
    [InlineData("{{ \"it's\" 'joined' }}{{ '\\u00e9\\x41\\q' }}", "it'sjoinedéA\\q")]
    public void Expressions_and_statements(string source, string expected) => Assert.Equal(expected, Render(source));

    [Theory]
    [InlineData("a\n  {% if true %}\n  b\n  {% endif %}\nc\n", "a\n  b\nc")]
    [InlineData("a\n  {%- if true -%}  \n b {%- endif +%}\nc\n\n", "ab\nc\n")]
    [InlineData("  {{ 1 }}\n  {# c #}\nx  {% set a = 1 %}\n{{- a -}}\n y", "  1\nx  1y")]
    [InlineData("  {%+ set a = 1 %}b", "  b")]
    [InlineData("a\r\n{% set b = 1 %}\r\nc", "a\nc")]
    public void White_space_around_tags(string source, string expected) => Assert.Equal(expected, Render(source));

    [Theory]
    [InlineData("a\n{{ raise_exception('no ' ~ 1) }}", 2, "no 1")]
    [InlineData("{{ x.y }}", 1, "'x' is undefined")]
    [InlineData("\n\n{{ {'a': 1}.b.c }}", 3, "'dict object' has no attribute 'b'")]
    [InlineData("{{ none.b() }}", 1, "'None' has no attribute 'b'")]
    [InlineData("{{ 'a' + 1 }}", 1, "can only concatenate str (not \"int\") to str")]
    [InlineData("{{ 1 + 'a' }}", 1, "unsupported operand type(s) for +: 'int' and 'str'")]
    [InlineData("{% for x in 3 %}{% endfor %}", 1, "'int' object is not iterable")]
    [InlineData("{{ [].append(1) }}", 1, "unsafe")]
    [InlineData("{{ ''.__class__.__mro__ }}", 1, "unsafe")]
    [InlineData("{% if true %}", 1, "no end")]
    [InlineData("\n{% include 'x' %}", 2, "include")]
    [InlineData("{{ 1 | nothing }}", 1, "No filter named 'nothing'")]
    [InlineData("{{ 1 is nothing }}", 1, "No test named 'nothing'")]
    [InlineData("{{ (1 }}", 1, "expected")]
    [InlineData("{{ 'a }}", 1, "no end")]
    [InlineData("{{ 1 // 0 }}", 1, "zero")]
    public void Errors_name_their_line(string source, int line, string message)
    {
        var fault = Assert.Throws<TemplateException>(() => Render(source));
        Assert.Contains(message, fault.Message, StringComparison.Ordinal);
        Assert.Equal(line, fault.Line);
        Assert.StartsWith("test.jinja, line", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{% for a in range(100000) %}{% for b in range(100000) %}{% endfor %}{% endfor %}")]
    [InlineData("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}")]
    [InlineData("{% set n = namespace(s='ab') %}{% for i in range(99) %}{% set n.s = n.s ~ n.s %}{% endfor %}")]
    [InlineData("{% set n = namespace(s=[1]) %}{% for i in range(99) %}{% set n.s = [n.s, n.s] %}{% endfor %}{{ n.s }}")]
    [InlineData("{% set n = namespace(s=[1], t=[1]) %}{% for i in range(99) %}{% set n.s = [n.s, n.s] %}{% set n.t = [n.t, n.t] %}{% endfor %}{{ n.s == n.t }}")]
    [InlineData("{% set n = namespace(s=[1]) %}{% for i in range(90000) %}{% set n.s = [n.s] %}{% endfor %}{{ n.s | tojson }}")]
    [InlineData("{{ 'a' * 1000000000 }}")]
    [InlineData("{{ [1] * 1000000000 }}")]
    [InlineData("{{ ('a' * 100000) | replace('a', 'b' * 100000) }}")]
    [InlineData("{{ ('a' * 100000) | join('b' * 100000) }}")]
    [InlineData("{{ '%999999999d' % 1 }}")]
    [InlineData("{{ 'a'.center(1000000000) }}")]
    [InlineData("{{ range(1000000000) }}")]
    [InlineData("{{ 9 ** 9 ** 9 ** 9 ** 9 }}")]
    [InlineData("{% for x in [[1]] recursive %}{{ loop(x) if x is iterable else loop([[1]]) }}{% endfor %}")]
    public void Endless_and_exploding_templates_end_with_a_typed_error(string source) => Assert.Throws<TemplateException>(() => Render(source));

    [Fact]
    public void Deeply_nested_sources_are_refused_and_long_flat_ones_are_read_or_refused()
    {
        Assert.Throws<TemplateException>(() => Render("{{ " + new string('(', 100_000) + "1" + new string(')', 100_000) + " }}"));
        Assert.Throws<TemplateException>(() => Render("{{ " + string.Concat(Enumerable.Repeat("not ", 100_000)) + "1 }}"));
        Assert.Throws<TemplateException>(() => Render(string.Concat(Enumerable.Repeat("{% if 1 %}", 100_000))));
        Assert.Equal("1001", Render("{{ 1" + string.Concat(Enumerable.Repeat(" + 1", 1000)) + " }}"));
        Assert.Throws<TemplateException>(() => Render("{{ 1" + string.Concat(Enumerable.Repeat(" + 1", 1_000_000)) + " }}"));
    }

    [Fact]
    public void The_date_is_seen_only_through_a_clock()
    {
        Assert.Equal("False", Render("{{ strftime_now is defined }}"));
        var template = ChatTemplate.Parse("{{ strftime_now('%d %b %Y, %A %H:%M %-d') }}", "t");
        Assert.Equal("03 Feb 2001, Saturday 04:05 3", template.Render(new Dictionary<string, object?>(), new FixedClock()));
    }

    private static string Render(string source) => ChatTemplate.Parse(source, "test.jinja").Render(new Dictionary<string, object?>());

    private sealed class FixedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2001, 2, 3, 4, 5, 6, TimeSpan.Zero);
    }
}
