using System.Text;

namespace Agentic.Viewer.Terminal;

/// <summary>Rows in aligned columns, framed by box characters.</summary>
public static class Table
{
    /// <summary>The whole table, each line closed by a line break. Cells that read as numbers stand to the right.</summary>
    /// <exception cref="ArgumentException">A row has another number of cells than the header.</exception>
    public static string Render(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row].Count != headers.Count)
            {
                throw new ArgumentException($"Row {row} has {rows[row].Count} cells, but the table has {headers.Count} columns.", nameof(rows));
            }
        }

        var lines = rows.Select(row => row.Select(cell => PlainText.Visible(cell).Replace('\n', ' ')).ToArray()).ToList();
        var columns = Enumerable.Range(0, headers.Count)
            .Select(at => new Column(
                lines.Select(line => PlainText.Width(line[at])).Append(PlainText.Width(headers[at])).Max(),
                lines.Count > 0 && lines.All(line => IsNumber(line[at]))))
            .ToList();
        var text = new StringBuilder();
        AppendRule(text, columns, "┌┬┐");
        AppendCells(text, columns, headers);
        AppendRule(text, columns, "├┼┤");
        foreach (var line in lines)
        {
            AppendCells(text, columns, line);
        }

        AppendRule(text, columns, "└┴┘");
        return text.ToString();
    }

    private static void AppendRule(StringBuilder text, List<Column> columns, string corners) =>
        text.Append(corners[0]).AppendJoin(corners[1], columns.Select(column => new string('─', column.Width + 2))).Append(corners[2]).Append('\n');

    private static void AppendCells(StringBuilder text, List<Column> columns, IReadOnlyList<string> cells)
    {
        for (var at = 0; at < columns.Count; at++)
        {
            var space = new string(' ', columns[at].Width - PlainText.Width(cells[at]));
            text.Append("│ ").Append(columns[at].IsNumeric ? space + cells[at] : cells[at] + space).Append(' ');
        }

        text.Append("│\n");
    }

    private static bool IsNumber(string cell) => cell is "" or "–" || double.TryParse(cell.AsSpan().TrimEnd(" %"), out _);

    private readonly record struct Column(int Width, bool IsNumeric);
}
