using System.Security.Cryptography;
using System.Text;

namespace Agentic.Viewer.Web;

/// <summary>A secret that callers show. It is compared in a time that does not tell where two differ.</summary>
public sealed class AccessToken
{
    private readonly byte[] _digest;

    /// <param name="text">The secret.</param>
    public AccessToken(string text) => (Text, _digest) = (text, Digest(text));

    /// <summary>The secret.</summary>
    public string Text { get; }

    /// <summary>A new one of 192 random bits.</summary>
    public static AccessToken Create() => new(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));

    /// <summary>Whether this is it; null is not.</summary>
    public bool Fits(string? shown) => CryptographicOperations.FixedTimeEquals(Digest(shown ?? ""), _digest);

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
