namespace Agentic.VisionPolicy.Benchmarks;

/// <summary>What a decoder cannot do without: floating-point operations of its products, and bytes of weights, keys and values that a pass reads. Pictures are not counted.</summary>
/// <param name="config">The model's shape.</param>
public sealed class ModelCosts(QwenConfig config)
{
    private readonly TextConfig _text = config.Text;

    /// <summary>Numbers in the layers' matrices.</summary>
    public long LayerWeights => _text.Layers * (
        ((long)_text.HiddenSize * ((2L * _text.QuerySize) + (2L * _text.KeySize))) + (3L * _text.HiddenSize * _text.IntermediateSize));

    /// <summary>Numbers in the output head.</summary>
    public long HeadWeights => (long)_text.VocabularySize * _text.HiddenSize;

    /// <summary>Operations to read a prompt and say what comes next.</summary>
    /// <param name="tokens">Its length.</param>
    public double PrefillFlops(int tokens) => Layers(tokens) + (2.0 * HeadWeights);

    /// <summary>Operations to read one more token and say what comes next.</summary>
    /// <param name="past">Tokens before it.</param>
    public double DecodeFlops(double past) => (2.0 * (LayerWeights + HeadWeights)) + (Attention * (past + 1));

    /// <summary>Operations of a training step over one sequence: forward, and twice that backward.</summary>
    /// <param name="tokens">Its length.</param>
    /// <param name="learnt">Tokens whose log-probability is learnt, each of which needs the head.</param>
    public double TrainFlops(int tokens, int learnt) => 3 * (Layers(tokens) + (2.0 * HeadWeights * learnt));

    /// <summary>Bytes of weights that a decode pass reads, however many rows it has; the head is float32 in every compute type.</summary>
    /// <param name="compute">The type of the layers.</param>
    public double PassBytes(ComputeType compute) => (LayerWeights * (compute == ComputeType.BFloat16 ? 2.0 : 4)) + (HeadWeights * 4.0);

    /// <summary>Bytes of keys and values that a decode pass reads for a row.</summary>
    /// <param name="compute">Their type.</param>
    /// <param name="past">Tokens before the new one.</param>
    public double CacheBytes(ComputeType compute, double past) => 2.0 * _text.KeySize * _text.Layers * past * (compute == ComputeType.BFloat16 ? 2 : 4);

    /// <summary>Seconds that a machine needs for a decode pass: the longer of its products and of reading, both at full speed.</summary>
    /// <param name="machine">Measured.</param>
    /// <param name="compute">The type of the layers.</param>
    /// <param name="rows">Rows of the pass.</param>
    /// <param name="past">Tokens before the new one in each row.</param>
    public double PassSeconds(MachineRates machine, ComputeType compute, int rows, double past) => Math.Max(
        (PassBytes(compute) + (rows * CacheBytes(compute, past))) / machine.BytesPerSecond, rows * DecodeFlops(past) / machine.Flops(compute));

    // Scores and sums of values: two products of a multiplication and an addition for each key that a query sees.
    private double Attention => 4.0 * _text.QuerySize * _text.Layers;

    private double Layers(int tokens) => (2.0 * LayerWeights * tokens) + (Attention * tokens * (tokens + 1.0) / 2);
}
