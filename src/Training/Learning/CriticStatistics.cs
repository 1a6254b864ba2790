using Agentic.Training.Logging;

namespace Agentic.Training.Learning;

/// <summary>What a critic's steps of one update came to.</summary>
/// <param name="learningRate">Their rate.</param>
public sealed class CriticStatistics(double learningRate)
{
    private double _loss;
    private double _norm;
    private double _clipped;
    private long _taught;
    private int _steps;

    /// <summary>Tokens that went through a trunk of its own.</summary>
    public long Tokens { get; private set; }

    /// <summary>Mean value loss of the steps, unweighted.</summary>
    public double Loss => _loss / Math.Max(1, _steps);

    /// <summary>Share of taught tokens whose forecast was held back by the clip, 0 to 1.</summary>
    public double ClippedShare => _clipped / Math.Max(1, _taught);

    /// <summary>Adds a slice.</summary>
    /// <param name="loss">Its share of the step's loss.</param>
    /// <param name="clipped">Tokens whose clipped loss is the larger one.</param>
    /// <param name="taught">Tokens that were taught.</param>
    public void Add(double loss, long clipped, long taught) => (_loss, _clipped, _taught) = (_loss + loss, _clipped + clipped, _taught + taught);

    /// <summary>Adds the end of a step.</summary>
    /// <param name="gradNorm">Norm of the critic's own gradient.</param>
    /// <param name="tokens">Tokens that went through a trunk of its own; 0 on a shared one.</param>
    public void Step(double gradNorm, long tokens) => (_norm, Tokens, _steps) = (_norm + gradNorm, Tokens + tokens, _steps + 1);

    /// <summary>Under the names of metrics.</summary>
    public IEnumerable<(string Name, double Value)> Measures => _steps == 0 ? [] :
    [
        (MetricNames.ValueLoss, Loss), (MetricNames.ValueClippedShare, ClippedShare),
        (MetricNames.CriticGradientNorm, _norm / _steps), (MetricNames.CriticLearningRate, learningRate),
    ];
}
