using System.Globalization;
using System.Text;

namespace Agentic.VisionPolicy.Templates;

/// <summary>Dates by the codes of strftime, in English.</summary>
internal static class DateFormat
{
    public static string Format(DateTimeOffset date, string format)
    {
        var text = new StringBuilder();
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%' || at + 1 == format.Length)
            {
                text.Append(format[at]);
                continue;
            }

            at++;
            var isUnpadded = format[at] == '-' && at + 1 < format.Length;
            at += isUnpadded ? 1 : 0;
            var field = Field(date, format[at]) ?? "%" + format[at];
            text.Append(isUnpadded && field.Length > 1 ? field.TrimStart('0') is { Length: > 0 } bare ? bare : "0" : field);
        }

        return text.ToString();
    }

    private static string? Field(DateTimeOffset date, char code)
    {
        var pattern = code switch
        {
            'd' => "dd",
            'm' => "MM",
            'y' => "yy",
            'Y' => "yyyy",
            'b' or 'h' => "MMM",
            'B' => "MMMM",
            'a' => "ddd",
            'A' => "dddd",
            'H' => "HH",
            'I' => "hh",
            'M' => "mm",
            'S' => "ss",
            'p' => "tt",
            'f' => "ffffff",
            'F' => "yyyy-MM-dd",
            'T' => "HH:mm:ss",
            'D' => "MM/dd/yy",
            _ => null,
        };
        return pattern is not null ? date.ToString(pattern, CultureInfo.InvariantCulture) : code switch
        {
            'j' => date.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
            'w' => ((int)date.DayOfWeek).ToString(CultureInfo.InvariantCulture),
            'e' => date.Day.ToString(CultureInfo.InvariantCulture).PadLeft(2),
            'n' => "\n",
            't' => "\t",
            '%' => "%",
            'Z' or 'z' => "",
            _ => null,
        };
    }
}
