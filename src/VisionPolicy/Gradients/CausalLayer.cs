using static TorchSharp.torch;

namespace Agentic.VisionPolicy;

/// <summary>
/// One decoder layer over causal rows with its way back written out: the formulas of <see cref="TextScript"/>, in the fewest passes over
/// memory. Axes: N rows · tokens, M rows · queries, H hidden, I intermediate; all float32 on the processor.
/// </summary>
/// <remarks>It holds what the way back needs until <see cref="Back"/> or <see cref="Dispose"/>.</remarks>
internal sealed unsafe class CausalLayer : IDisposable
{
    private static readonly Jit Script = new("""
        def added(x: Tensor, states: Tensor, weight: Tensor) -> Tensor:
            return torch.addmm(x, states, weight.t())

        def weight_gradient(gradient: Tensor, states: Tensor) -> Tensor:
            return torch.mm(gradient.t(), states)

        def column_sums(x: Tensor) -> Tensor:
            return torch.sum(x, [0])

        """);

    private readonly CausalSizes _sizes;
    private readonly Tensor[] _weights;
    private readonly Tensor? _places;
    private readonly Dictionary<string, Tensor> _kept = [];

    /// <summary>A layer that has computed nothing yet.</summary>
    /// <param name="sizes">The sizes.</param>
    /// <param name="weights">Query-key-value projection, its bias, output, gate and up, down: as <c>fuse</c> of the script gives them; borrowed.</param>
    /// <param name="places">Flat token of each query, [M]; null when every token goes on. Borrowed.</param>
    public CausalLayer(CausalSizes sizes, Tensor[] weights, Tensor? places) => (_sizes, _weights, _places) = (sizes, weights, places);

    /// <summary>The sum over the rows of [rows, columns]; the caller disposes it.</summary>
    public static Tensor Sum(Tensor x) => Script.Call("column_sums", x);

    /// <summary>Computes the layer.</summary>
    /// <param name="x_NH">Its input.</param>
    /// <param name="turns">Knows the rotary turns and the queries.</param>
    /// <returns>[M, H]; the caller disposes it.</returns>
    public Tensor Forward(Tensor x_NH, HeadKernels turns)
    {
        using var scope = NewDisposeScope();
        var (s, heads) = (_sizes, _sizes.Heads);
        var read_NH = Normed("read", x_NH, "read scales");
        var qkv = nn.functional.linear(read_NH, _weights[0], _weights[1]);
        var (q, k, v) = (Keep("q", Head(heads.Group * heads.Queries)), Keep("k", Head(heads.Tokens)), Keep("v", Head(heads.Tokens)));
        turns.Turn(qkv.At(), q.At(), k.At(), v.At());
        var shares = Keep("shares", bmm(q, k.transpose(1, 2)));
        turns.Shares(shares.At());
        var heard_MA = Keep("heard", Empty(s.Queries, heads.Heads * heads.HeadSize));
        turns.Gather(bmm(shares, v).At(), heard_MA.At(), isBack: false);
        var x_MH = Script.Call("added", _places is null ? x_NH : x_NH.index_select(0, _places), heard_MA, _weights[2]);
        var both = Keep("both", nn.functional.linear(Normed("thought", x_MH, "thought scales"), _weights[3]));
        var gated_MI = Keep("gated", Empty(s.Queries, s.Intermediate));
        RowKernels.Gate(both.At(), gated_MI.At(), s.Queries, s.Intermediate);
        return Script.Call("added", x_MH, gated_MI, _weights[4]).MoveToOuterDisposeScope();
    }

    /// <summary>Carries a gradient back, once.</summary>
    /// <param name="d_MH">The gradient of what <see cref="Forward"/> gave; it is changed.</param>
    /// <param name="turns">As then.</param>
    /// <returns>The gradient of the input, [N, H], and of each weight; the caller disposes them.</returns>
    public (Tensor Input, Tensor[] Weights) Back(Tensor d_MH, HeadKernels turns)
    {
        using var scope = NewDisposeScope();
        var (s, heads) = (_sizes, _sizes.Heads);
        var down = Script.Call("weight_gradient", d_MH, _kept["gated"]);
        var both = _kept["both"];
        RowKernels.GateBack(both.At(), mm(d_MH, _weights[4]).At(), s.Queries, s.Intermediate);
        var gateUp = Script.Call("weight_gradient", both, _kept["thought"]);
        RowKernels.NormBack(_kept["thought"].At(), _kept["thought scales"].At(), mm(both, _weights[3]).At(), d_MH.At(), s.Queries, s.Hidden);

        var output = Script.Call("weight_gradient", d_MH, _kept["heard"]);
        var heard = Head(heads.Group * heads.Queries);
        turns.Gather(heard.At(), mm(d_MH, _weights[2]).At(), isBack: true);
        var (q, k, v, shares) = (_kept["q"], _kept["k"], _kept["v"], _kept["shares"]);
        var dv = bmm(shares.transpose(1, 2), heard);
        var scores = bmm(heard, v.transpose(1, 2));
        turns.SharesBack(shares.At(), scores.At());
        var qkv = Empty(s.Tokens, (heads.Heads + (2 * heads.KeyHeads)) * heads.HeadSize);
        turns.TurnBack(bmm(scores, k).At(), bmm(scores.transpose(1, 2), q).contiguous().At(), dv.contiguous().At(), qkv.At());

        var projection = Script.Call("weight_gradient", qkv, _kept["read"]);
        var bias = Sum(qkv);
        var d_NH = _places is null ? d_MH : ComputeDevice.Cpu.Zeros([s.Tokens, s.Hidden]).index_add_(0, _places, d_MH, Scalars.One);
        RowKernels.NormBack(_kept["read"].At(), _kept["read scales"].At(), mm(qkv, _weights[0]).At(), d_NH.At(), s.Tokens, s.Hidden);
        Dispose();
        Tensor[] weights = [projection, bias, output, gateUp, down];
        Array.ForEach(weights, weight => weight.MoveToOuterDisposeScope());
        return (_places is null ? d_NH : d_NH.MoveToOuterDisposeScope(), weights);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _kept.Values)
        {
            tensor.Dispose();
        }

        _kept.Clear();
    }

    private Tensor Normed(string name, Tensor x, string scales)
    {
        var rows = (int)x.shape[0];
        var y = Keep(name, Empty(rows, _sizes.Hidden));
        RowKernels.Norm(x.At(), y.At(), Keep(scales, Empty(rows, 1)).At(), rows, _sizes.Hidden, _sizes.Epsilon);
        return y;
    }

    private Tensor Keep(string name, Tensor tensor) => _kept[name] = tensor.DetachFromDisposeScope();

    private Tensor Head(int lines) => ComputeDevice.Cpu.Empty([_sizes.Heads.Rows * _sizes.Heads.KeyHeads, lines, _sizes.Heads.HeadSize]);

    private static Tensor Empty(int rows, int columns) => ComputeDevice.Cpu.Empty([rows, columns]);
}

/// <summary>Sizes of a layer over a batch.</summary>
/// <param name="Heads">Those of its attention.</param>
/// <param name="Hidden">H.</param>
/// <param name="Intermediate">I.</param>
/// <param name="Epsilon">ε of the norms.</param>
internal readonly record struct CausalSizes(HeadSizes Heads, int Hidden, int Intermediate, float Epsilon)
{
    /// <summary>N.</summary>
    public int Tokens => Heads.Rows * Heads.Tokens;

    /// <summary>M.</summary>
    public int Queries => Heads.Rows * Heads.Queries;
}
