using System.Text;
using Agentic.Agents;
using Agentic.Training.Scenarios;

namespace Agentic.Training.Tests.Scenarios;

public sealed class ScenarioFuzzTests
{
    private const int Inputs = 100_000;

    [Fact]
    public void Nothing_but_a_scenario_exception_comes_out_of_random_and_mutated_texts()
    {
        var random = RandomKey.FromSeed(7).Derive("scenario fuzz").Stream();
        var (refused, read) = (0, 0);
        for (var input = 0; input < Inputs; input++)
        {
            var text = input % 2 == 0 ? Noise(ref random) : Mutated(ref random);
            try
            {
                ScenarioSamples.Read(text);
                read++;
            }
            catch (ScenarioException)
            {
                refused++;
            }
        }

        // Most mutations break something, some do not: both ways must have been walked.
        Assert.True(refused > Inputs / 2, $"only {refused} refused");
        Assert.True(read > Inputs / 1000, $"only {read} read");
    }

    private static string Noise(ref RandomStream random)
    {
        const string Marks = " \n\t:-[]{},&*!|>'\"%@`#?~ab10.\\\u00e9\ud83d\ufeff\0";
        var text = new StringBuilder();
        for (var left = random.NextInt(40); left > 0; left--)
        {
            text.Append(random.NextBool(0.8) ? Marks[random.NextInt(Marks.Length)] : (char)random.NextInt(65536));
        }

        return text.ToString();
    }

    private static string Mutated(ref RandomStream random)
    {
        var text = new StringBuilder("name: x\nworld: {name: garden, difficulty: {size: [2, 5]}}\ntrain: {groups: 4, kl: {coefficient: 0.1}}\nseed: 3\n");
        for (var edits = 1 + random.NextInt(3); edits > 0; edits--)
        {
            var at = random.NextInt(text.Length);
            switch (random.NextInt(4))
            {
                case 0:
                    text.Remove(at, Math.Min(1 + random.NextInt(6), text.Length - at));
                    break;
                case 1:
                    text.Insert(at, Noise(ref random));
                    break;
                case 2:
                    text[at] = (char)random.NextInt(32, 126);
                    break;
                default:
                    var from = random.NextInt(text.Length);
                    text.Insert(at, text.ToString(from, Math.Min(random.NextInt(20), text.Length - from)));
                    break;
            }

            if (text.Length == 0)
            {
                return "";
            }
        }

        return text.ToString();
    }
}
