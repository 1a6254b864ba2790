using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Agentic.VisionPolicy.Templates;

/// <summary>The <c>format</c> method of strings: fields by position or name, with the usual specifications.</summary>
internal static partial class BraceFormat
{
    public static object? Apply(Run run, string pattern, Arguments arguments)
    {
        var (result, next) = (new StringBuilder(), 0);
        for (var at = 0; at < pattern.Length; at++)
        {
            var c = pattern[at];
            if (c is '{' or '}' && at + 1 < pattern.Length && pattern[at + 1] == c)
            {
                result.Append(c);
                at++;
            }
            else if (c == '{')
            {
                var end = pattern.IndexOf('}', at);
                if (end < 0)
                {
                    throw new TemplateException("expected '}' before end of string");
                }

                var field = Field().Match(pattern[(at + 1)..end]);
                var value = Lookup(field.Groups["name"].Value, arguments, ref next);
                var text = Formatted(run, field.Groups["conversion"].Value == "r" ? Printing.Quoted(run, value) : value, field.Groups["spec"].Value);
                run.Charge(text.Length);
                result.Append(text);
                at = end;
            }
            else
            {
                result.Append(c != '}' ? c : throw new TemplateException("Single '}' encountered in format string"));
            }
        }

        return result.ToString();
    }

    [GeneratedRegex(@"^(?<name>[^!:]*)(?:!(?<conversion>[rs]))?(?::(?<spec>.*))?$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Field();

    [GeneratedRegex(@"^(?:(?<fill>.)?(?<align>[<>^]))?(?<sign>[-+ ])?(?<zero>0)?(?<width>\d{1,4})?(?<comma>,)?(?:\.(?<precision>\d{1,3}))?(?<kind>[a-zA-Z%])?$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Specification();

    private static object? Lookup(string name, Arguments arguments, ref int next)
    {
        var steps = name.Split('.');
        var isIndex = int.TryParse(steps[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || steps[0].Length == 0;
        index = steps[0].Length == 0 ? next++ : index;
        var value = isIndex
            ? index < arguments.Positional.Length ? arguments.Positional[index] : throw new TemplateException($"Replacement index {index} out of range for positional args tuple")
            : arguments.Named.FirstOrDefault(argument => argument.Name == steps[0]) is { Name: not null } named ? named.Value : throw new TemplateException($"'{steps[0]}'");
        return steps.Skip(1).Aggregate(value, Access.Attribute);
    }

    private static string Formatted(Run run, object? value, string specification)
    {
        if (specification.Length == 0)
        {
            return Printing.Text(run, value);
        }

        var spec = Specification().Match(specification);
        if (!spec.Success)
        {
            throw new TemplateException($"Invalid format specifier '{specification}'");
        }

        var isNumber = Arithmetic.IsNumber(value) && value is not bool;
        var kind = spec.Groups["kind"].Value;
        int? precision = spec.Groups["precision"].Success ? int.Parse(spec.Groups["precision"].Value, CultureInfo.InvariantCulture) : null;
        var text = kind == "%" ? NumberFormat.Text(run, 'f', Arithmetic.Float(value ?? "") * 100, spec.Groups["sign"].Value, precision) + "%"
            : kind.Length == 0 && (!isNumber || (precision is null && value is double)) ? NumberFormat.Text(run, 's', value, "", isNumber ? null : precision)
            : NumberFormat.Text(run, kind.Length > 0 ? kind[0] : value is double ? 'g' : 'd', value, spec.Groups["sign"].Value, precision);
        text = spec.Groups["comma"].Success ? Grouped(text) : text;
        var width = spec.Groups["width"].Success ? int.Parse(spec.Groups["width"].Value, CultureInfo.InvariantCulture) : 0;
        if (spec.Groups["zero"].Success && !spec.Groups["align"].Success)
        {
            return NumberFormat.PadZeros(text, width);
        }

        var space = Math.Max(0, width - PythonText.Length(text));
        var front = spec.Groups["align"].Value switch { "<" => 0, "^" => space / 2, ">" => space, _ => isNumber ? space : 0 };
        var fill = spec.Groups["fill"].Success ? spec.Groups["fill"].Value[0] : ' ';
        return new string(fill, front) + text + new string(fill, space - front);
    }

    private static string Grouped(string text)
    {
        var end = text.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point ? point : text.Length;
        var grouped = new StringBuilder(text);
        for (var at = end - 3; at > (text[0] == '-' ? 1 : 0); at -= 3)
        {
            grouped.Insert(at, ',');
        }

        return grouped.ToString();
    }
}
