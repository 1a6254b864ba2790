using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Agentic.VisionPolicy;

/// <summary>
/// What attention of <see cref="TextScript"/> does between its products, forth and back: heads are turned and laid out for batched products, and
/// causal rows of scores become shares. A piece of work is a row of the batch with one of its key heads.
/// </summary>
/// <param name="sizes">The sizes.</param>
/// <param name="cos">Cosines, [rows · tokens, head size], both halves alike.</param>
/// <param name="sin">Sines, the first half with its sign turned.</param>
/// <param name="places">Which token each query stands at, [rows, queries]; null when every token has one.</param>
internal sealed unsafe class HeadKernels(HeadSizes sizes, float* cos, float* sin, long* places)
{
    private const int Lanes = RowKernels.Lanes;
    private readonly int _half = sizes.HeadSize / 2;

    /// <summary>Projections to turned queries and keys, and values, each laid out by head.</summary>
    /// <param name="qkv">[rows · tokens, (heads + 2 · key heads) · head size].</param>
    /// <param name="q">[rows · key heads, group · queries, head size].</param>
    /// <param name="k">[rows · key heads, tokens, head size].</param>
    /// <param name="v">As the keys.</param>
    public void Turn(float* qkv, float* q, float* k, float* v) => Each((row, head) =>
    {
        for (var group = 0; group < sizes.Group; group++)
        {
            for (var query = 0; query < sizes.Queries; query++)
            {
                var token = Token(row, query);
                Turned(Part(qkv, token, (head * sizes.Group) + group), token, Query(q, row, head, group, query), 1);
            }
        }

        for (var at = 0; at < sizes.Tokens; at++)
        {
            var token = ((long)row * sizes.Tokens) + at;
            Turned(Part(qkv, token, sizes.Heads + head), token, Key(k, row, head, at), 1);
            Copy(Part(qkv, token, sizes.Heads + sizes.KeyHeads + head), Key(v, row, head, at));
        }
    });

    /// <summary>The way back of <see cref="Turn"/>.</summary>
    public void TurnBack(float* dq, float* dk, float* dv, float* dqkv) => Each((row, head) =>
    {
        for (var group = 0; group < sizes.Group; group++)
        {
            // A token without a query has no gradient there, one with two has both.
            for (var at = 0; places is not null && at < sizes.Tokens; at++)
            {
                new Span<float>(Part(dqkv, ((long)row * sizes.Tokens) + at, (head * sizes.Group) + group), sizes.HeadSize).Clear();
            }

            for (var query = 0; query < sizes.Queries; query++)
            {
                var token = Token(row, query);
                var to = Part(dqkv, token, (head * sizes.Group) + group);
                if (places is null)
                {
                    Turned(Query(dq, row, head, group, query), token, to, -1);
                }
                else
                {
                    Turned(Query(dq, row, head, group, query), token, Query(dq, row, head, group, query), -1);
                    Add(Query(dq, row, head, group, query), to);
                }
            }
        }

        for (var at = 0; at < sizes.Tokens; at++)
        {
            var token = ((long)row * sizes.Tokens) + at;
            Turned(Key(dk, row, head, at), token, Part(dqkv, token, sizes.Heads + head), -1);
            Copy(Key(dv, row, head, at), Part(dqkv, token, sizes.Heads + sizes.KeyHeads + head));
        }
    });

    /// <summary>Scores to shares in place, [rows · key heads, group · queries, tokens]; keys behind a query get none.</summary>
    public void Shares(float* scores) => EachQuery((row, head, group, query) =>
    {
        var line = Line(scores, row, head, group, query);
        var seen = Seen(row, query);
        var top = Top(line, seen);
        var (tops, sums) = (Vector256.Create(top), Vector256<float>.Zero);
        var at = 0;
        for (; at + Lanes <= seen; at += Lanes)
        {
            var weight = Softmax.Exp(Vector256.Load(line + at) - tops);
            weight.Store(line + at);
            sums += weight;
        }

        var sum = Vector256.Sum(sums);
        for (; at < seen; at++)
        {
            line[at] = Softmax.Exp(line[at] - top);
            sum += line[at];
        }

        var factor = Vector256.Create(1 / sum);
        for (at = 0; at + Lanes <= seen; at += Lanes)
        {
            (Vector256.Load(line + at) * factor).Store(line + at);
        }

        for (; at < seen; at++)
        {
            line[at] *= 1 / sum;
        }

        new Span<float>(line + seen, sizes.Tokens - seen).Clear();
    });

    /// <summary>The way back of <see cref="Shares"/>, in place: the gradient of the shares becomes that of the scores.</summary>
    public void SharesBack(float* shares, float* d) => EachQuery((row, head, group, query) =>
    {
        var p = Line(shares, row, head, group, query);
        var line = Line(d, row, head, group, query);
        var seen = Seen(row, query);
        var sums = Vector256<float>.Zero;
        var at = 0;
        for (; at + Lanes <= seen; at += Lanes)
        {
            sums = Vector256.FusedMultiplyAdd(Vector256.Load(p + at), Vector256.Load(line + at), sums);
        }

        var sum = Vector256.Sum(sums);
        for (; at < seen; at++)
        {
            sum = MathF.FusedMultiplyAdd(p[at], line[at], sum);
        }

        var all = Vector256.Create(sum);
        for (at = 0; at + Lanes <= seen; at += Lanes)
        {
            (Vector256.Load(p + at) * (Vector256.Load(line + at) - all)).Store(line + at);
        }

        for (; at < seen; at++)
        {
            line[at] = p[at] * (line[at] - sum);
        }

        new Span<float>(line + seen, sizes.Tokens - seen).Clear();
    });

    /// <summary>What the heads heard, from [rows · key heads, group · queries, head size] to [rows · queries, heads · head size]; or back.</summary>
    public void Gather(float* byHead, float* byQuery, bool isBack) => Each((row, head) =>
    {
        for (var group = 0; group < sizes.Group; group++)
        {
            for (var query = 0; query < sizes.Queries; query++)
            {
                var one = Query(byHead, row, head, group, query);
                var other = byQuery + ((((((long)row * sizes.Queries) + query) * sizes.Heads) + (head * sizes.Group) + group) * sizes.HeadSize);
                Copy(isBack ? other : one, isBack ? one : other);
            }
        }
    });

    private void Each(Action<int, int> work) => TorchThreads.Ranges(sizes.Rows * sizes.KeyHeads, (start, end) =>
    {
        for (var piece = start; piece < end; piece++)
        {
            work(piece / sizes.KeyHeads, piece % sizes.KeyHeads);
        }
    });

    private void EachQuery(Action<int, int, int, int> work) => Each((row, head) =>
    {
        for (var group = 0; group < sizes.Group; group++)
        {
            for (var query = 0; query < sizes.Queries; query++)
            {
                work(row, head, group, query);
            }
        }
    });

    private long Token(int row, int query) => ((long)row * sizes.Tokens) + (places is null ? query : places[((long)row * sizes.Queries) + query]);

    private int Seen(int row, int query) => 1 + (places is null ? query : (int)places[((long)row * sizes.Queries) + query]);

    private float* Part(float* qkv, long token, int head) => qkv + (((token * (sizes.Heads + (2 * sizes.KeyHeads))) + head) * sizes.HeadSize);

    private float* Query(float* q, int row, int head, int group, int query) => q + (QueryRow(row, head, group, query) * sizes.HeadSize);

    private float* Line(float* scores, int row, int head, int group, int query) => scores + (QueryRow(row, head, group, query) * sizes.Tokens);

    private long QueryRow(int row, int head, int group, int query) => (((((long)row * sizes.KeyHeads) + head) * sizes.Group) + group) * sizes.Queries + query;

    private float* Key(float* k, int row, int head, int at) => k + ((((((long)row * sizes.KeyHeads) + head) * sizes.Tokens) + at) * sizes.HeadSize);

    // May work in place.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Turned(float* from, long token, float* to, float direction)
    {
        var (turn, sign) = (token * sizes.HeadSize, Vector256.Create(direction));
        for (var at = 0; at < _half; at += Lanes)
        {
            var (a, b) = (Vector256.Load(from + at), Vector256.Load(from + _half + at));
            var (c, s) = (Vector256.Load(cos + turn + at), Vector256.Load(sin + turn + _half + at) * sign);
            Vector256.FusedMultiplyAdd(-b, s, a * c).Store(to + at);
            Vector256.FusedMultiplyAdd(a, s, b * c).Store(to + _half + at);
        }
    }

    private void Copy(float* from, float* to)
    {
        for (var at = 0; at < sizes.HeadSize; at += Lanes)
        {
            Vector256.Load(from + at).Store(to + at);
        }
    }

    private void Add(float* from, float* to)
    {
        for (var at = 0; at < sizes.HeadSize; at += Lanes)
        {
            (Vector256.Load(from + at) + Vector256.Load(to + at)).Store(to + at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Top(float* line, int count)
    {
        var (tops, at) = (Vector256.Create(float.NegativeInfinity), 0);
        for (; at + Lanes <= count; at += Lanes)
        {
            tops = Vector256.Max(tops, Vector256.Load(line + at));
        }

        var top = float.NegativeInfinity;
        for (var lane = 0; lane < Lanes; lane++)
        {
            top = MathF.Max(top, tops[lane]);
        }

        for (; at < count; at++)
        {
            top = MathF.Max(top, line[at]);
        }

        return top;
    }
}

/// <summary>Sizes of a layer's attention.</summary>
/// <param name="Rows">Rows of the batch.</param>
/// <param name="Tokens">Tokens in each.</param>
/// <param name="Queries">Tokens of each that go on behind attention.</param>
/// <param name="Heads">Query heads.</param>
/// <param name="KeyHeads">Key heads.</param>
/// <param name="HeadSize">Numbers in a head; half of it is a multiple of <see cref="RowKernels.Lanes"/>.</param>
internal readonly record struct HeadSizes(int Rows, int Tokens, int Queries, int Heads, int KeyHeads, int HeadSize)
{
    /// <summary>Query heads of a key head.</summary>
    public int Group => Heads / KeyHeads;
}
