using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Agentic.Training.Evaluation;
using Agentic.Viewer.Terminal;
using Agentic.VisionPolicy;

namespace Agentic.Cli;

/// <summary>The boundary table for people, for machines and for the run's folder.</summary>
internal static class BoundaryReport
{
    /// <summary>Prints it; nothing where there are no rows.</summary>
    public static void Print(CliOutput output, ImmutableArray<BoundaryRow> rows)
    {
        if (!rows.IsEmpty)
        {
            output.People.Write(Table.Render(["axis", "value", "trained on", "episodes", "success", "95 % interval"], [.. rows.Select(row => (IReadOnlyList<string>)[
                row.Axis, row.Value.ToString("0.###", CultureInfo.InvariantCulture), row.IsTrained ? "yes" : "no", $"{row.Episodes}", $"{row.Success:P1}", $"{row.Low:P1} – {row.High:P1}"])]));
        }
    }

    /// <summary>As JSON.</summary>
    public static JsonArray Json(ImmutableArray<BoundaryRow> rows) => [.. rows.Select(row => new JsonObject
    {
        ["axis"] = row.Axis, ["value"] = row.Value, ["success"] = row.Success, ["low"] = row.Low, ["high"] = row.High, ["episodes"] = row.Episodes, ["trained"] = row.IsTrained,
    })];

    /// <summary>Writes it beside the metrics of a run.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="update">Updates after which it was taken.</param>
    /// <param name="rows">The table.</param>
    public static void Save(RunFolder folder, long update, ImmutableArray<BoundaryRow> rows) =>
        AtomicFile.Write(folder.Boundary, Encoding.UTF8.GetBytes(new JsonObject { ["update"] = update, ["boundary"] = Json(rows) }.ToJsonString(CliOutput.Compact) + "\n"));
}
