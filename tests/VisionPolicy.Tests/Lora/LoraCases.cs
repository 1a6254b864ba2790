using System.Text.Json;
using Agentic.Testing;
using Agentic.VisionPolicy.Tests.Weights;
using Xunit;

namespace Agentic.VisionPolicy.Tests.Lora;

/// <summary>Adapters that the reference made, each with its base and the cases computed on it.</summary>
internal static class LoraCases
{
    /// <summary>(folder below lora/, case) of every adapter; one row that skips by name where there are none.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> All()
    {
        var root = FixtureFolder.Path("lora");
        string[] folders = Directory.Exists(root) ? [.. Directory.GetDirectories(root).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)] : [];
        TheoryDataRow<string, string>[] rows = [.. folders.SelectMany(folder => CasesIn(folder).Select(name => new TheoryDataRow<string, string>(folder, name)))];
        return rows.Length > 0 ? rows : [new TheoryDataRow<string, string>("lora", "cases")];
    }

    /// <summary>The folder of an adapter.</summary>
    public static string Folder(string folder) => FixtureFolder.Require("lora", folder);

    /// <summary>The cases of an adapter on its base, without the adapter.</summary>
    public static CaseModel Open(string folder, string name) => OpenAt(FixtureFolder.Require(Model(folder, name)), folder);

    /// <summary>The same on another folder of the model.</summary>
    public static CaseModel OpenAt(string hub, string folder) => new(hub, FixtureFolder.Require("lora", folder, "cases"));

    /// <summary>Name of the base's folder.</summary>
    public static string Model(string folder, string name)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(FixtureFolder.Require("lora", folder, "cases", "cases.json")));
        return json.RootElement.GetProperty("cases").GetProperty(name).GetProperty("model").GetString()!;
    }

    private static IEnumerable<string> CasesIn(string folder)
    {
        var path = FixtureFolder.Path("lora", folder, "cases", "cases.json");
        if (!File.Exists(path))
        {
            return ["cases.json"];
        }

        using var json = JsonDocument.Parse(File.ReadAllText(path));
        return [.. json.RootElement.GetProperty("cases").EnumerateObject().Select(entry => entry.Name)];
    }
}
