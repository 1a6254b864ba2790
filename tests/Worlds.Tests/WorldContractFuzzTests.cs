using Agentic.Agents;

namespace Agentic.Worlds.Tests;

/// <summary>No text makes an action parser throw.</summary>
public sealed class WorldContractFuzzTests
{
    private const int Texts = 100_000;

    [Theory, MemberData(nameof(WorldContractCases.Defaults), MemberType = typeof(WorldContractCases))]
    public void No_text_makes_the_parser_throw(string name)
    {
        string[] variants = [name, .. WorldContractCases.All.Select(row => row.Data).Where(row => row.StartsWith($"{name} mode=", StringComparison.Ordinal))];
        foreach (var variant in variants)
        {
            var kind = WorldContractCases.Kind(variant);
            var task = kind.Generate(3, Difficulty.Default);
            var right = ((IOracleSource)kind).CreateOracle(task).Next([])!;
            var random = RandomKey.FromSeed(17).Stream();
            var understood = 0;
            for (var i = 0; i < Texts; i++)
            {
                var text = WorldContractHostile.Random(right, ref random);
                var parse = kind.Parse(task, text);
                if (parse.Action is null == parse.Failure is null)
                {
                    Assert.Fail($"neither or both of action and failure for: {text}");
                }

                understood += parse.Action is null ? 0 : 1;
            }

            Assert.InRange(understood, 1, Texts - 1);
        }
    }
}
