using Agentic.VisionPolicy;
using static TorchSharp.torch;

namespace Agentic.Training.Learning;

/// <summary>
/// Log-probabilities and entropies of chosen tokens straight from hidden states. Logits are made in chunks of positions and thrown away:
/// once for the values, and once more on the way back, when the gradient of what was made of the values is known. Axes: N positions, H hidden, V vocabulary, S distinct masks.
/// </summary>
/// <remarks>
/// With z the logits over the temperature: ∂ log π(a) / ∂z = 1[a] − π, and ∂ entropy / ∂z = −π (log π + entropy). All tensors belong to the
/// scope that was open when they were made.
/// </remarks>
public sealed class TokenScores
{
    // The numbers come as a float64 tensor: positions in a chunk, 1 / temperature, and 1 where the last argument is wanted.
    private static readonly Jit Script = new("""
        def scaled(hidden: Tensor, head: Tensor, unsaid: Tensor, refused: Tensor, masks: Tensor, start: int, inverse: float) -> Tensor:
            logits = torch.linear(hidden, head, unsaid)
            if masks.numel() != 0:
                logits.masked_fill_(refused.index_select(0, masks.narrow(0, start, hidden.size(0))), float("-inf"))
            if inverse != 1.0:
                logits.mul_(inverse)
            return logits

        def mean_log(p: Tensor, logs: Tensor) -> Tensor:
            # Σ p log p of each row, [N, 1], without a product as large as the logits.
            return torch.bmm(p.unsqueeze(1), logs.unsqueeze(2)).view(-1, 1)

        def values(hidden: Tensor, head: Tensor, unsaid: Tensor, refused: Tensor, masks: Tensor, targets: Tensor, numbers: Tensor) -> Tensor:
            n = hidden.size(0)
            size = int(numbers[0])
            out = hidden.new_zeros([2, n])
            for start in range(0, n, size):
                count = min(size, n - start)
                logits = scaled(hidden.narrow(0, start, count), head, unsaid, refused, masks, start, float(numbers[1]))
                chosen = logits.gather(1, targets.narrow(0, start, count).unsqueeze(1)).squeeze(1)
                out[0].narrow(0, start, count).copy_(chosen - torch.logsumexp(logits, [1]))
                if bool(numbers[2] > 0.0):
                    logits = torch.log_softmax(logits, 1)
                    p = torch.exp(logits)
                    # What cannot be said counts as 0, not as 0 · −∞.
                    out[1].narrow(0, start, count).copy_(-mean_log(p, logits.clamp_(min=-1e30)).view(-1))
            return out

        def gradients(hidden: Tensor, head: Tensor, unsaid: Tensor, refused: Tensor, masks: Tensor, targets: Tensor, to_log_probs: Tensor, to_entropies: Tensor, numbers: Tensor) -> List[Tensor]:
            n = hidden.size(0)
            size = int(numbers[0])
            to_hidden = torch.zeros_like(hidden)
            to_head = torch.zeros_like(head) if bool(numbers[2] > 0.0) else torch.zeros([0], device=head.device)
            for start in range(0, n, size):
                count = min(size, n - start)
                h = hidden.narrow(0, start, count)
                g = to_log_probs.narrow(0, start, count).unsqueeze(1)
                logs = torch.log_softmax(scaled(h, head, unsaid, refused, masks, start, float(numbers[1])), 1)
                p = torch.exp(logs)
                if to_entropies.numel() != 0:
                    logs.clamp_(min=-1e30)
                    logs.sub_(mean_log(p, logs)).mul_(to_entropies.narrow(0, start, count).unsqueeze(1)).add_(g)
                    p.mul_(logs).neg_()
                else:
                    p.mul_(-g)
                p.scatter_add_(1, targets.narrow(0, start, count).unsqueeze(1), g)
                p.mul_(float(numbers[1]))
                to_hidden.narrow(0, start, count).copy_(torch.mm(p, head))
                if bool(numbers[2] > 0.0):
                    to_head.addmm_(p.t(), h)
            return [to_hidden, to_head]

        """);

    private readonly Tensor _hidden_NH;
    private readonly Tensor _head_VH;
    private readonly Tensor _unsaid_V;
    private readonly Tensor _refused_SV;
    private readonly Tensor _masks_N;
    private readonly Tensor _targets_N;
    private readonly double _inverse;
    private readonly int _chunk;

    /// <summary>Computes the values.</summary>
    /// <param name="hidden_NH">The state before each token, with a graph behind it or none.</param>
    /// <param name="head_VH">The output matrix.</param>
    /// <param name="unsaid_V">Added to the logits: −∞ at what can never be said.</param>
    /// <param name="refused_SV">True at what a constraint refuses, a row for each of its masks; a byte each, because a grammar may have hundreds.</param>
    /// <param name="masks_N">The row of <paramref name="refused_SV"/> that holds before each token, int64; empty without a constraint.</param>
    /// <param name="targets_N">The chosen tokens, int64.</param>
    /// <param name="temperature">Divides the logits, above 0.</param>
    /// <param name="withEntropies">Whether entropies are wanted.</param>
    /// <param name="logitBytes">Most bytes of float32 logits in one piece; about three such pieces live at a time.</param>
    public TokenScores(
        Tensor hidden_NH, Tensor head_VH, Tensor unsaid_V, Tensor refused_SV, Tensor masks_N, Tensor targets_N, double temperature, bool withEntropies, long logitBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(temperature);
        Shape.Require(targets_N, [hidden_NH.shape[0]]);
        Shape.Require(unsaid_V, [head_VH.shape[0]]);
        Shape.Require(refused_SV, [refused_SV.shape[0], head_VH.shape[0]]);
        Shape.Require(masks_N, [refused_SV.shape[0] == 0 ? 0 : hidden_NH.shape[0]]);
        (_hidden_NH, _head_VH, _unsaid_V, _refused_SV, _masks_N, _targets_N, _inverse) = (hidden_NH, head_VH, unsaid_V, refused_SV, masks_N, targets_N, 1 / temperature);
        _chunk = ChunkOf(hidden_NH.shape[0], head_VH.shape[0], logitBytes);
        using var noGrad = no_grad();
        var values_2N = Script.Call("values", hidden_NH.detach(), head_VH.detach(), unsaid_V, refused_SV, masks_N, targets_N, Numbers(withEntropies));
        LogProbs_N = values_2N[0].clone().requires_grad_(true);
        Entropies_N = withEntropies ? values_2N[1].clone().requires_grad_(true) : null;
    }

    /// <summary>The state before each token, as it was given; borrowed.</summary>
    public Tensor Hidden_NH => _hidden_NH;

    /// <summary>log π of each token, a leaf that collects a gradient.</summary>
    public Tensor LogProbs_N { get; }

    /// <summary>Entropy in nats of the whole distribution before each token, a leaf too; null unless it was asked for.</summary>
    public Tensor? Entropies_N { get; }

    /// <summary>Carries the gradients that the leaves have collected on into the hidden states and the head.</summary>
    /// <param name="toHidden_NH">What somebody else's loss adds to the gradient of the states, which may be gone through once only; null for nothing.</param>
    public void Backward(Tensor? toHidden_NH = null)
    {
        using var scope = NewDisposeScope();
        var (tensors, gradients) = (new List<Tensor>(), new List<Tensor>());
        using (no_grad())
        {
            var none = zeros(0, device: _hidden_NH.device);
            var toLogProbs_N = LogProbs_N.grad ?? zeros_like(LogProbs_N);
            var found = Script.CallList(
                "gradients", _hidden_NH.detach(), _head_VH.detach(), _unsaid_V, _refused_SV, _masks_N, _targets_N, toLogProbs_N, Entropies_N?.grad ?? none, Numbers(_head_VH.requires_grad));
            if (toHidden_NH is not null)
            {
                found[0].Add_(toHidden_NH);
            }

            foreach (var (tensor, gradient) in new[] { (_hidden_NH, found[0]), (_head_VH, found[1]) }.Where(pair => pair.Item1.requires_grad))
            {
                tensors.Add(tensor);
                gradients.Add(gradient);
            }
        }

        autograd.backward(tensors, gradients);
    }

    // Chunks of nearly equal size: a last one of a few rows would take another path through the matrix product.
    private static int ChunkOf(long positions, long vocabulary, long logitBytes)
    {
        var most = Math.Max(1, logitBytes / (sizeof(float) * vocabulary));
        var chunks = Math.Max(1, (positions + most - 1) / most);
        return (int)Math.Max(1, (positions + chunks - 1) / chunks);
    }

    private Tensor Numbers(bool wanted) => DeviceTensors.Numbers(_chunk, _inverse, wanted ? 1 : 0);
}
