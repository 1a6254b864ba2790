using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Agentic.Training.Reproductions;

/// <summary>What an experiment declared before its data were seen: setting and claims, and a digest that holds whoever looks at the data to them.</summary>
public static class ClaimFile
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>SHA-256 over id, setting and every claim's id, words and measures, as 64 hexadecimal digits.</summary>
    public static string Digest(Reproduction reproduction)
    {
        var text = new StringBuilder();
        foreach (var part in (string[])[reproduction.Id, reproduction.Setting, .. reproduction.Claims.SelectMany(claim => new[] { claim.Id, claim.Text, claim.Treated, claim.Control })])
        {
            // With their lengths, so that no words can move from one part into the next.
            text.Append(part.Length).Append(':').Append(part).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>The file's text.</summary>
    public static string Write(Reproduction reproduction) => new JsonObject
    {
        ["id"] = reproduction.Id,
        ["title"] = reproduction.Title,
        ["setting"] = reproduction.Setting,
        ["claims"] = new JsonArray([.. reproduction.Claims.Select(claim => new JsonObject
        {
            ["id"] = claim.Id, ["text"] = claim.Text, ["treated"] = claim.Treated, ["control"] = claim.Control,
        })]),
        ["sha256"] = Digest(reproduction),
    }.ToJsonString(Layout) + "\n";

    /// <summary>The digest that a file holds.</summary>
    /// <exception cref="InvalidDataException">It holds none.</exception>
    public static string ReadDigest(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path))?["sha256"]?.GetValue<string>() ?? throw new InvalidDataException($"{path}: expected the digest of its claims under \"sha256\", but there is none.");
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path}: expected JSON with a digest under \"sha256\", but {fault.Message}", fault);
        }
    }
}
