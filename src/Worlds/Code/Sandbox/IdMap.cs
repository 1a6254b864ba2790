using System.Globalization;

namespace Agentic.Worlds.Code.Sandbox;

/// <summary>Which users and groups there are in the namespace that this process runs in: user_namespaces(7).</summary>
internal static class IdMap
{
    private const int FirstInside = 0;
    private const int Count = 2;

    /// <summary>Whether this process knows an id, as user and as group. Where nothing is mapped, as on other systems, it does.</summary>
    public static bool Has(int id) => Reads("/proc/self/uid_map", id) && Reads("/proc/self/gid_map", id);

    /// <summary>Whether a map knows an id.</summary>
    /// <param name="lines">Each the first id inside, the first one outside, and how many follow.</param>
    /// <param name="id">An id inside.</param>
    public static bool Has(IEnumerable<string> lines, int id) => lines
        .Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => long.Parse(word, CultureInfo.InvariantCulture)).ToArray())
        .Any(range => range.Length > Count && id >= range[FirstInside] && id < range[FirstInside] + range[Count]);

    private static bool Reads(string map, int id) => !File.Exists(map) || Has(File.ReadLines(map), id);
}
