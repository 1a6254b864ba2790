using Agentic.VisionPolicy.Verification;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Weights;

/// <summary>A model whose weights may be adapted or rounded, with cases that the reference computed.</summary>
internal sealed class CaseModel : IDisposable
{
    private readonly QwenParameters _parameters;

    /// <param name="hub">Full path of the model's folder.</param>
    /// <param name="cases">Full path of the cases' folder.</param>
    /// <param name="compute">The type of layers' arithmetic.</param>
    public CaseModel(string hub, string cases, ComputeType compute = ComputeType.Float32)
    {
        Cases = new CaseFile(cases);
        var config = QwenConfigJson.Read(File.ReadAllText(Path.Combine(hub, HubFolder.Config)));
        using var weights = SafetensorsFolder.Open(hub);
        _parameters = QwenParameters.Load(config, weights);
        Weights = new EffectiveWeights(_parameters, compute);
        Model = new QwenModel(config, Weights);
    }

    public CaseFile Cases { get; }

    public EffectiveWeights Weights { get; }

    public QwenModel Model { get; }

    /// <summary>Logits of a case, [rows · length, vocabulary]; in the caller's scope.</summary>
    public Tensor Logits(string name) => Input(name).Forward(Model).Logits;

    /// <summary>Mean cross-entropy of tokens that are no padding and are predicted from none.</summary>
    public Tensor Loss(string name, Tensor logits_NV)
    {
        var input = Input(name);
        long[] predicted = [.. Enumerable.Range(0, input.Ids.Length).Where(at => at % input.Length > 0 && input.IsToken[at] && input.IsToken[at - 1]).Select(at => (long)at)];
        var behind = logits_NV.index_select(0, tensor(predicted.Select(at => at - 1).ToArray()));
        return nn.functional.cross_entropy(behind, tensor(predicted.Select(at => input.Ids[at]).ToArray()));
    }

    /// <summary>Logits at the places for which the case stores them, but for padding.</summary>
    /// <param name="name">The case.</param>
    /// <param name="logits_NV">What <see cref="Logits"/> gave.</param>
    /// <param name="stored">Name of the stored ones.</param>
    public IEnumerable<(float[] Ours, float[] Theirs)> AtStored(string name, Tensor logits_NV, string stored = "logits")
    {
        var input = Input(name);
        var vocabulary = (int)logits_NV.shape[1];
        var values = logits_NV.detach().data<float>().ToArray();
        var (wanted, chosen) = (Cases.Floats(name, stored), Cases.Longs(name, "logits_at"));
        for (var index = 0; index < chosen.Length / 2; index++)
        {
            var at = (int)((chosen[2 * index] * input.Length) + chosen[(2 * index) + 1]);
            if (input.IsToken[at])
            {
                yield return (values[(at * vocabulary)..((at + 1) * vocabulary)], wanted[(index * vocabulary)..((index + 1) * vocabulary)]);
            }
        }
    }

    public void Dispose()
    {
        Model.Dispose();
        Weights.Dispose();
        _parameters.Dispose();
        Cases.Dispose();
    }

    private CaseInput Input(string name) => new(Cases, name, Model.Config);
}
