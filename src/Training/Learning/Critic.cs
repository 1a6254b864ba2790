using Agentic.Agents;
using Agentic.Training.Checkpoints;
using Agentic.Training.Optimization;
using Agentic.Training.Scenarios;
using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Learning;

/// <summary>
/// Forecasts returns from what the policy reads: a value head on a trunk of its own, which begins as the policy's copy, or on the policy
/// itself. Lives on the policy thread; owns the head, its optimiser, and a trunk of its own.
/// </summary>
public sealed class Critic : IDisposable
{
    private const string Prefix = "critic.";
    private const string TrunkPrefix = "trunk.";
    private const string OptimizerPrefix = "critic.optimizer.";
    private readonly QwenPolicy _trunk; // owned where it is the critic's own
    private readonly ImageProcessor _processor;
    private readonly IImageStore _images;
    private readonly LearnerSettings _settings;
    private readonly (string Name, Tensor Parameter)[] _trained;
    private bool _expects;

    /// <summary>A critic that has not begun.</summary>
    /// <param name="trunk">Reads the rows: the policy itself, or another one of its make, which is owned.</param>
    /// <param name="isShared">Whether it is the policy itself, which has an optimiser of its own.</param>
    /// <param name="images">Where pictures are.</param>
    /// <param name="settings">How steps are taken.</param>
    public Critic(QwenPolicy trunk, bool isShared, IImageStore images, LearnerSettings settings)
    {
        (_trunk, IsShared, _images, _settings) = (trunk, isShared, images, settings);
        _processor = new ImageProcessor(trunk.Images);
        Head = new ValueHead(trunk.Config.Text.HiddenSize, trunk.Device);
        _trained = [.. Head.Parameters, .. isShared ? [] : trunk.Trained.Select(entry => (TrunkPrefix + entry.Name, entry.Parameter))];
        Optimizer = new Optimizer(_trained, settings.Rules);
    }

    /// <summary>Whether the trunk is the policy itself.</summary>
    public bool IsShared { get; }

    /// <summary>The head.</summary>
    public ValueHead Head { get; }

    /// <summary>Moves the head, and a trunk of its own.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>What the optimiser moves; borrowed.</summary>
    public IReadOnlyList<(string Name, Tensor Parameter)> Trained => _trained;

    /// <summary>Whether it has begun, or a restored state has been taken up.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>What a checkpoint needs; nothing before it has begun. Borrowed.</summary>
    public IEnumerable<(string Name, Tensor Value)> State => HasBegun
        ? _trained.Select(entry => (Prefix + entry.Name, entry.Parameter)).Concat(Optimizer.State.Select(part => (OptimizerPrefix + part.Name, part.Value))) : [];

    /// <summary>The critic that a scenario asks for, or null.</summary>
    internal static Critic? For(PolicySession session) => session.Scenario.Train.Critic is { } settings
        ? new Critic(settings.IsShared ? session.Policy : TrainedPolicy.Open(session.Scenario, null), settings.IsShared, session.Images, LearnerSettings.Of(session.Scenario.Train))
        : null;

    /// <summary>Begins, where it has not: a trunk of its own takes the policy's present weights.</summary>
    /// <param name="policy">The policy that it stands beside.</param>
    /// <param name="updatesDone">Updates behind its weights.</param>
    /// <exception cref="CheckpointException">The policy has learnt already, without a critic.</exception>
    public void Begin(QwenPolicy policy, long updatesDone)
    {
        if (HasBegun)
        {
            return;
        }

        if (updatesDone > 0)
        {
            throw new CheckpointException(
                $"the checkpoint after update {updatesDone}", "the critic that train.advantage gae needs", "none", "Begin a new run, or go on with the advantage that the run began with.");
        }

        if (!IsShared)
        {
            using var noGrad = no_grad();
            var weights = policy.Trained.ToDictionary(entry => TrunkPrefix + entry.Name, entry => entry.Parameter, StringComparer.Ordinal);
            foreach (var (name, parameter) in _trained.Where(entry => entry.Name.StartsWith(TrunkPrefix, StringComparison.Ordinal)))
            {
                parameter.copy_(weights[name]);
            }
        }

        HasBegun = true;
    }

    /// <summary>
    /// Lets a critic that has forecast nothing yet begin with one number for every state. From 0, its first steps all go towards the mean, and
    /// Adam's second moments remember them so long that what tells states apart hardly moves (seen: an explained variance of 0.00 for 30 updates).
    /// </summary>
    /// <param name="mean">Mean return of the episodes at hand.</param>
    public void Expect(double mean)
    {
        if (!_expects)
        {
            Head.Expect(mean);
            _expects = true;
        }
    }

    /// <summary>The forecast before each learnt token.</summary>
    public IReadOnlyDictionary<TrainingRow, float[]> Forecast(RowSet rows) => TokenNumbers.Of(rows, _settings.MaxTokensPerPass, slice =>
    {
        var batch = new SequenceBatch(slice, _trunk.Config, _trunk.Device);
        using var pass = Forward(batch);
        return (batch, batch.Spread(Head.Forecast(batch.Chosen(pass.Hidden_BRH))));
    });

    /// <summary>One step of the critic by itself. Of a shared trunk the head alone learns: the policy stays as it is.</summary>
    /// <param name="rows">What to learn from.</param>
    /// <param name="loss">The loss of a slice from its forecasts [V, R]; slices must add up to the batch's loss.</param>
    /// <param name="learningRate">The rate.</param>
    public StepResult Step(RowSet rows, Func<SequenceBatch, Tensor, Tensor> loss, double learningRate)
    {
        Optimizer.ClearGradients();
        var (total, tokens) = (0.0, 0L);
        foreach (var slice in rows.Slices(_settings.MaxTokensPerPass))
        {
            using var scope = NewDisposeScope();
            var batch = new SequenceBatch(slice, _trunk.Config, _trunk.Device);
            using var pass = IsShared ? Still(batch) : Forward(batch);
            var value = loss(batch, batch.Spread(Head.Forecast(batch.Chosen(pass.Hidden_BRH))));
            value.backward();
            if (!IsShared)
            {
                pass.Continue();
            }

            total += value.ReadNumber();
            tokens += batch.ComputedTokens;
        }

        return new StepResult(total, Move(learningRate), tokens);
    }

    /// <summary>Clips the gradients that have been collected, and moves along them.</summary>
    /// <returns>The norm before clipping; when it is not finite, the step was left out.</returns>
    public double Move(double learningRate)
    {
        var norm = GradientClipping.ByGlobalNorm(_trained.Select(entry => entry.Parameter), _settings.MaxGradNorm);
        if (double.IsFinite(norm))
        {
            Optimizer.Step(learningRate);
        }

        return norm;
    }

    /// <summary>Takes up a state that was written; where there is none, it has not begun.</summary>
    /// <exception cref="SafetensorsException">It is of a critic on another trunk, or a part is missing or of another shape.</exception>
    public void Restore(ITensorSource source)
    {
        HasBegun = false;
        if (!source.Tensors.Keys.Any(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            return;
        }

        var hasTrunk = source.Tensors.Keys.Any(name => name.StartsWith(Prefix + TrunkPrefix, StringComparison.Ordinal));
        if (hasTrunk == IsShared)
        {
            string Words(bool isShared) => $"train.critic.trunk {CriticSettings.Trunks[isShared ? 1 : 0]}";
            throw new SafetensorsException(source.Location, "The critic stands on another trunk", Words(IsShared), Words(!hasTrunk), "Go on with the trunk that the run began with, or begin a new run.");
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (name, parameter) in _trained)
        {
            source.Require(Prefix + name, parameter.shape);
            parameter.copy_(ComputeDevice.Cpu.Put(source.ReadFloats(Prefix + name), parameter.shape));
        }

        Optimizer.Load(name => source.Tensors.TryGetValue(OptimizerPrefix + name, out var entry)
            ? ComputeDevice.Cpu.Put(source.ReadFloats(OptimizerPrefix + name), entry.Shape.AsSpan()) : null);
        HasBegun = _expects = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        Head.Dispose();
        if (!IsShared)
        {
            _trunk.Dispose();
        }
    }

    private DecoderPass Still(SequenceBatch batch)
    {
        using var noGrad = no_grad();
        return Forward(batch);
    }

    private DecoderPass Forward(SequenceBatch batch) => batch.Forward(_trunk.Model, _processor, _images, _settings.Recompute);
}
