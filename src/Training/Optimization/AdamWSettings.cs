namespace Agentic.Training.Optimization;

/// <summary>AdamW's numbers (arXiv 1711.05101), with PyTorch's defaults.</summary>
public sealed record AdamWSettings
{
    /// <summary>Memory of the mean gradient.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Memory of the mean squared gradient.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Share of the learning rate by which a parameter shrinks each step, apart from its gradient.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Divides by the largest squared mean so far (AMSGrad).</summary>
    public bool AmsGrad { get; init; }
}
