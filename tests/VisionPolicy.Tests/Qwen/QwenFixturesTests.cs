using Agentic.VisionPolicy.Verification;

namespace Agentic.VisionPolicy.Tests.Qwen;

/// <summary>The four families against the reference, every case: positions exactly, logits within 1e-4, loss within 1e-5, gradients within 1e-4 of their norm.</summary>
public sealed class QwenFixturesTests(HubFixtures fixtures) : IClassFixture<HubFixtures>
{
    public static IEnumerable<TheoryDataRow<string, string>> Cases() => HubFixtures.CaseRows();

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_case_gives_the_values_of_the_reference(string folder, string name)
    {
        var verifier = fixtures.Open(folder);
        Assert.SkipUnless(verifier.Cases.HasCase(name), $"The case {name} is missing in {folder}/cases.");
        var result = verifier.Verify(name);
        Assert.False(result.Failed, $"{folder}: {result}");

        // What the case holds was compared, not passed over.
        string[] compared = [.. result.Worst.Select(entry => entry.Kind.Name)];
        Assert.Contains(CaseKind.Logits.Name, compared);
        Expect(CaseKind.Loss, verifier.Cases.Number(name, "loss") is not null);
        Expect(CaseKind.Gradients, verifier.Cases.Settings(name).TryGetProperty("grad_norms", out _));
        Expect(CaseKind.PositionIds, verifier.Cases.Has(name, "position_ids"));
        Expect(CaseKind.Features, verifier.Cases.Has(name, "image_features") || verifier.Cases.Has(name, "video_features"));
        Expect(CaseKind.Deepstack, verifier.Cases.Has(name, "image_deepstack_0") || verifier.Cases.Has(name, "video_deepstack_0"));
        Expect(CaseKind.Entropy, verifier.Cases.Has(name, "entropy"));
        Expect(CaseKind.Generations, verifier.Cases.Has(name, "sequences"));
        Expect(CaseKind.Cached, verifier.Cases.Has(name, "sequences") || verifier.Cases.Number(name, "cut") is not null);

        void Expect(CaseKind kind, bool isThere) => Assert.True(!isThere || compared.Contains(kind.Name), $"{folder}/{name}: {kind.Name} was not compared.");
    }
}
