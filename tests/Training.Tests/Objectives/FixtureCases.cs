using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Agentic.Training.Tests.Objectives;

/// <summary>Named cases with settings in cases.json and tensors in cases.safetensors.</summary>
internal sealed class FixtureCases
{
    private readonly Dictionary<string, JsonElement> _cases;
    private readonly Dictionary<string, JsonElement> _header;
    private readonly byte[] _bytes;
    private readonly int _start;

    private FixtureCases(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "cases.json")));
        _cases = json.RootElement.GetProperty("cases").EnumerateObject().ToDictionary(row => row.Name, row => row.Value.Clone());
        _bytes = File.ReadAllBytes(Path.Combine(folder, "cases.safetensors"));
        _start = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(_bytes);
        using var header = JsonDocument.Parse(_bytes.AsMemory(8, _start - 8));
        _header = header.RootElement.EnumerateObject().ToDictionary(row => row.Name, row => row.Value.Clone());
    }

    public IEnumerable<string> Names => _cases.Keys;

    /// <summary>The cases of a folder; none, and one row to be skipped, when it is missing.</summary>
    public static FixtureCases? Find(string folder)
    {
        var path = Testing.FixtureFolder.Path(folder);
        return File.Exists(Path.Combine(path, "cases.json")) ? new FixtureCases(path) : null;
    }

    public static TheoryData<string> NamesOf(string folder, Func<string, bool> wanted)
    {
        string[] names = [.. (Find(folder)?.Names ?? []).Where(wanted)];
        return names.Length > 0 ? [.. names] : ["(missing)"];
    }

    public static FixtureCases Require(string folder, string name)
    {
        Testing.FixtureFolder.Require(folder, "cases.json");
        var cases = new FixtureCases(Testing.FixtureFolder.Require(folder));
        Assert.SkipUnless(cases._cases.ContainsKey(name), $"The case {name} is missing in {folder}.");
        return cases;
    }

    public JsonElement Case(string name) => _cases[name];

    public bool Has(string tensor) => _header.ContainsKey(tensor);

    public IEnumerable<string> TensorsOf(string prefix) => _header.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>A tensor as float32 or int64, owned by the caller.</summary>
    public Tensor Tensor(string name)
    {
        var entry = _header[name];
        long[] shape = [.. entry.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
        var type = entry.GetProperty("dtype").GetString();
        return type == "I64" ? tensor(Read<long>(entry), shape) : type switch
        {
            "F32" => tensor(Read<float>(entry), shape),
            "F64" => tensor(Read<double>(entry), shape).to(ScalarType.Float32),
            "BOOL" => tensor(Array.ConvertAll(Read<byte>(entry), value => (long)value), shape),
            _ => throw new NotSupportedException($"{name} has dtype {type}."),
        };
    }

    /// <summary>A tensor's numbers.</summary>
    public double[] Numbers(string name)
    {
        var entry = _header[name];
        return entry.GetProperty("dtype").GetString() switch
        {
            "I64" => Array.ConvertAll(Read<long>(entry), value => (double)value),
            "F32" => Array.ConvertAll(Read<float>(entry), value => (double)value),
            "F64" => Read<double>(entry),
            "BOOL" => Array.ConvertAll(Read<byte>(entry), value => (double)value),
            var type => throw new NotSupportedException($"{name} has dtype {type}."),
        };
    }

    public double[,] Grid(string name)
    {
        var numbers = Numbers(name);
        var columns = numbers.Length == 0 ? 0 : _header[name].GetProperty("shape")[1].GetInt32();
        var grid = new double[columns == 0 ? 0 : numbers.Length / columns, columns];
        Buffer.BlockCopy(numbers, 0, grid, 0, numbers.Length * sizeof(double));
        return grid;
    }

    public bool[,] Mask(string name)
    {
        var grid = Grid(name);
        var mask = new bool[grid.GetLength(0), grid.GetLength(1)];
        for (var i = 0; i < mask.Length; i++)
        {
            var (row, token) = (i / mask.GetLength(1), i % mask.GetLength(1));
            mask[row, token] = grid[row, token] != 0;
        }

        return mask;
    }

    private T[] Read<T>(JsonElement entry)
        where T : unmanaged
    {
        var from = entry.GetProperty("data_offsets")[0].GetInt32();
        var to = entry.GetProperty("data_offsets")[1].GetInt32();
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(_bytes.AsSpan(_start + from, to - from)).ToArray();
    }
}
