using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Verification;

/// <summary>
/// Compares a checkpoint in our hands with what a reference implementation computed on it: positions, picture features, logits,
/// entropies, losses, gradients, greedy walks, and the key-value cache against plain passes.
/// </summary>
/// <remarks>Owns the model that it loads. One thread.</remarks>
public sealed class CaseVerifier : IDisposable
{
    private const string Generation = "generate_";
    private readonly QwenParameters _parameters;
    private readonly QwenModel _model;

    /// <summary>Loads a hub folder with <c>cases/</c> in it, to compute in float32.</summary>
    /// <param name="folder">It.</param>
    /// <param name="device">Where it computes; the processor unless said.</param>
    /// <exception cref="FileNotFoundException">config.json or the cases are missing.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should.</exception>
    /// <exception cref="SafetensorsException">Weights or tensors cannot be read.</exception>
    public CaseVerifier(string folder, ComputeDevice? device = null)
    {
        Config = QwenConfigJson.Read(new HubFolder(folder).Read(HubFolder.Config), Path.Combine(folder, HubFolder.Config));
        Cases = new CaseFile(Path.Combine(folder, "cases"));
        try
        {
            using var weights = SafetensorsFolder.Open(folder);
            _parameters = QwenParameters.Load(Config, weights, device);
            _model = new QwenModel(Config, _parameters);
        }
        catch
        {
            _parameters?.Dispose();
            Cases.Dispose();
            throw;
        }
    }

    /// <summary>The model's shape.</summary>
    public QwenConfig Config { get; }

    /// <summary>The reference's numbers.</summary>
    public CaseFile Cases { get; }

    /// <summary>Runs a case.</summary>
    /// <exception cref="InvalidDataException">There is no such case, or its inputs contradict one another.</exception>
    /// <exception cref="SafetensorsException">The case lacks a tensor.</exception>
    public CaseResult Verify(string name)
    {
        var result = new CaseResult(name);
        using var scope = NewDisposeScope();
        if (name.StartsWith(Generation, StringComparison.Ordinal))
        {
            new GreedyWalk(Cases, name, _model).Verify(result);
        }
        else
        {
            Forward(name, result);
        }

        return result;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _model.Dispose();
        _parameters.Dispose();
        Cases.Dispose();
    }

    private void Forward(string name, CaseResult result)
    {
        var input = new CaseInput(Cases, name, Config);
        Positions(name, input, result);
        var (images, videos, logits) = input.Forward(_model);
        Features(name, "image", images, result);
        Features(name, "video", videos, result);
        var vocabulary = Config.Text.VocabularySize;
        var values = logits.Read<float>();
        var (expected, at) = (Cases.Floats(name, "logits"), Cases.Longs(name, "logits_at"));
        for (var index = 0; index < at.Length / 2; index++)
        {
            var place = (int)((at[2 * index] * input.Length) + at[(2 * index) + 1]);
            if (input.IsToken[place])
            {
                result.Compare(CaseKind.Logits, $"position {place}", expected.AsSpan(index * vocabulary, vocabulary), values.AsSpan(place * vocabulary, vocabulary));
            }
        }

        Distribution(name, input, logits, result);
        if (Cases.Number(name, "loss") is { } loss)
        {
            Loss(name, input, logits, loss, result);
        }

        if (Cases.Number(name, "cut") is { } cut)
        {
            InTwoChunks(name, input, values, (int)cut, result);
        }
    }

    private void Positions(string name, CaseInput input, CaseResult result)
    {
        if (Cases.Has(name, "position_ids"))
        {
            var expected = Cases.Longs(name, "position_ids");
            for (var at = 0; at < expected.Length; at++)
            {
                if (input.IsToken[at % input.IsToken.Length])
                {
                    result.Add(CaseKind.PositionIds, Math.Abs(expected[at] - input.Positions[at]), $"axis {at / input.IsToken.Length}, place {at % input.IsToken.Length}");
                }
            }
        }

        if (Cases.Has(name, "rope_deltas"))
        {
            foreach (var (expected, actual) in Cases.Longs(name, "rope_deltas").Zip(input.RopeDeltas))
            {
                result.Add(CaseKind.PositionIds, Math.Abs(expected - actual), "rope_deltas");
            }
        }
    }

    // The levels of the deep-stack lie behind the merged features, level by level.
    private void Features(string name, string kind, Tensor? features_MF, CaseResult result)
    {
        for (var level = 0; level <= Config.DeepstackLevels; level++)
        {
            var tensor = level == 0 ? $"{kind}_features" : $"{kind}_deepstack_{level - 1}";
            if (!Cases.Has(name, tensor))
            {
                continue;
            }

            var actual = features_MF is null ? [] : features_MF.narrow(1, (long)level * Config.Text.HiddenSize, Config.Text.HiddenSize).Read<float>();
            result.Compare(level == 0 ? CaseKind.Features : CaseKind.Deepstack, tensor, Cases.Floats(name, tensor), actual, isScaled: true);
        }
    }

    private void Distribution(string name, CaseInput input, Tensor logits_NV, CaseResult result)
    {
        using var scope = NewDisposeScope();
        var logProbs_NV = nn.functional.log_softmax(logits_NV.detach(), -1);
        if (Cases.Has(name, "entropy"))
        {
            var ours = logProbs_NV.exp().mul(logProbs_NV).sum(-1).neg().Read<float>();
            var theirs = Cases.Floats(name, "entropy");
            foreach (var at in Enumerable.Range(0, ours.Length).Where(at => input.IsToken[at]))
            {
                result.Compare(CaseKind.Entropy, $"position {at}", [theirs[at]], [ours[at]]);
            }
        }

        if (Cases.Has(name, "next_token_logprob"))
        {
            long[] next = [.. Enumerable.Range(0, input.Ids.Length).Select(at => input.Ids[Math.Min(at + 1, input.Ids.Length - 1)])];
            var ours = logProbs_NV.gather(1, _model.Device.Put(next).view(-1, 1)).Read<float>();
            var theirs = Cases.Floats(name, "next_token_logprob");
            for (var index = 0; index < theirs.Length; index++)
            {
                var at = (index / (input.Length - 1) * input.Length) + (index % (input.Length - 1));
                if (input.IsToken[at] && input.IsToken[at + 1])
                {
                    result.Compare(CaseKind.LogProbs, $"position {at}", [theirs[index]], [ours[at]]);
                }
            }
        }
    }

    private void Loss(string name, CaseInput input, Tensor logits_NV, double expected, CaseResult result)
    {
        long[] predicted = [.. Enumerable.Range(0, input.Ids.Length).Where(at => at % input.Length > 0 && input.IsToken[at] && input.IsToken[at - 1]).Select(at => (long)at)];
        var behind = logits_NV.index_select(0, _model.Device.Put(predicted.Select(at => at - 1).ToArray()));
        var loss = nn.functional.cross_entropy(behind, _model.Device.Put(predicted.Select(at => input.Ids[at]).ToArray()));
        result.Add(CaseKind.Loss, Math.Abs(expected - loss.Read<float>()[0]), "loss");
        if (!Cases.Settings(name).TryGetProperty("grad_norms", out var norms))
        {
            return;
        }

        loss.backward();
        foreach (var entry in norms.EnumerateObject())
        {
            var (norm, wanted) = (Norm(Gradient(entry.Name)), entry.Value.GetDouble());
            result.Add(CaseKind.Gradients, wanted == 0 ? norm : Math.Abs(norm - wanted) / wanted, $"norm of {entry.Name}");
        }

        foreach (var parameter in Cases.Starting(name, "grad/"))
        {
            var (ours, theirs) = (Gradient(parameter), Cases.Floats(name, $"grad/{parameter}"));
            result.Add(
                CaseKind.Gradients, ours.Length != theirs.Length ? double.PositiveInfinity : Norm([.. ours.Zip(theirs, (one, other) => one - other)]) / Norm(theirs), parameter);
        }

        foreach (var (_, parameter) in _parameters.All)
        {
            parameter.grad = null;
        }
    }

    /// <summary>The same tokens in two calls: the second sees the first through the cache.</summary>
    private void InTwoChunks(string name, CaseInput input, float[] plain, int cut, CaseResult result)
    {
        using var rows = new CachedRows(Cases, name, input, _model);
        var ids = rows.Chunk(0).Ids;
        var first = new PromptChunk(ids[..cut], []);
        int[] ends = [.. Cases.Longs(name, "logits_at").Where((_, index) => index % 2 == 1).Select(at => (int)at).Where(at => at >= cut)];
        var before = rows.Extend([.. ends.Select((_, slot) => new ChunkRow(slot, -1, 0, 0, first))]);
        var behind = rows.Extend([.. ends.Select((end, slot) => new ChunkRow(slot, -1, cut, cut, new PromptChunk(ids[cut..(end + 1)], [])))]);
        for (var index = 0; index < ends.Length; index++)
        {
            Cached($"chunk to {cut}", before[index], plain, cut - 1);
            Cached($"chunk from {cut} to {ends[index]}", behind[index], plain, ends[index]);
        }

        void Cached(string what, float[] cached, float[] all, int at) =>
            result.Add(CaseKind.Cached, GreedyWalk.Difference(cached, all.AsSpan(at * cached.Length, cached.Length)), what);
    }

    private float[] Gradient(string parameter)
    {
        using var gradient = _parameters.Has(parameter) ? _parameters[parameter].grad : null;
        return gradient is null ? [] : gradient.Read<float>();
    }

    private static double Norm(float[] values) => Math.Sqrt(values.Sum(value => (double)value * value));
}
