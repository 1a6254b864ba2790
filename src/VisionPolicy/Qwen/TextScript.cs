using System.Globalization;

namespace Agentic.VisionPolicy;

/// <summary>
/// The decoder as TorchScript: the whole stack in one native call, because a small model is bound by the number of calls.
/// Norm weights are folded into the projections behind them, and projections of the same input are one product.
/// </summary>
internal static class TextScript
{
    private static readonly string[] EveryLayersTensors =
    [
        "self_attn.q_proj.weight", "self_attn.k_proj.weight", "self_attn.v_proj.weight",
        "self_attn.o_proj.weight", "mlp.gate_proj.weight", "mlp.up_proj.weight", "mlp.down_proj.weight",
        "input_layernorm.weight", "post_attention_layernorm.weight",
    ];

    private static readonly string[] Biases = ["self_attn.q_proj.bias", "self_attn.k_proj.bias", "self_attn.v_proj.bias"];
    private static readonly string[] HeadNorms = ["self_attn.q_norm.weight", "self_attn.k_norm.weight"];

    /// <summary>Checkpoint tensors of a layer, in the order in which the script reads them.</summary>
    public static IReadOnlyList<string> LayerTensors(TextConfig text) =>
        [.. EveryLayersTensors, .. text.HasQkvBias ? Biases : [], .. text.HasQueryKeyNorm ? HeadNorms : []];

    /// <summary>The source for a decoder that is given features of <paramref name="levels"/> deep-stack levels beside the embeddings, in the compute type, with one of the attentions of <see cref="AttentionScript"/>.</summary>
    public static string Of(TextConfig text, int levels, ComputeType compute, bool fusesAttention = false) => $$"""
        def norm(x: Tensor) -> Tensor:
            return x * torch.rsqrt(torch.mean(x * x, [-1], True) + {{Number(text.RmsNormEpsilon)}})

        def fuse(w: List[Tensor]) -> List[Tensor]:
            # Norm weights go into the projections behind them, and the scale of the scores into the queries.
            fused: List[Tensor] = []
            for layer in range(len(w) // {{LayerTensors(text).Count}}):
                i = layer * {{LayerTensors(text).Count}}
        {{Fuse(text)}}
                fused.append(w[i + 3])
                fused.append(torch.cat([w[i + 4], w[i + 5]]) * w[i + 8])
                fused.append(w[i + 6])
            return fused

        def angles(positions: Tensor, axis: Tensor, frequencies: Tensor) -> List[Tensor]:
            # positions [3, B, T]; frequency f turns with the axis that its section belongs to. The sine carries the sign of rotate-half.
            turn = positions.float().index_select(0, axis) * frequencies.view(-1, 1, 1)
            turn = turn.permute(1, 2, 0).contiguous()
            cos = {{compute.Down("torch.cos(turn)")}}
            sin = {{compute.Down("torch.sin(turn)")}}
            return [torch.cat([cos, cos], -1).unsqueeze(2), torch.cat([-sin, sin], -1).unsqueeze(2)]

        def project(x: Tensor, turn: List[Tensor], w: Tensor, b: Tensor) -> List[Tensor]:
            # b: the biases, or the weights of the head norms.
            qkv = torch.linear({{Norm("x", compute)}}, w{{(text.HasQueryKeyNorm ? "" : ", b")}}).view(x.size(0), x.size(1), {{text.Heads + (2 * text.KeyValueHeads)}}, {{text.HeadSize}})
            # Splitting has one gradient for all its parts; narrowing has one each, as large as the whole.
            qk, v = torch.split(qkv, [{{text.Heads + text.KeyValueHeads}}, {{text.KeyValueHeads}}], 2)
            {{(text.HasQueryKeyNorm ? $"qk = {Norm("qk", compute)} * b" : "")}}
            qk = torch.addcmul(qk * turn[0], torch.roll(qk, {{text.HeadSize / 2}}, -1), turn[1])
            q, k = torch.split(qk, [{{text.Heads}}, {{text.KeyValueHeads}}], 2)
            return [q, k, v]

        {{AttentionScript.Of(text, compute, fusesAttention)}}

        def finish(x: Tensor, heard: Tensor, fused: List[Tensor], i: int) -> Tensor:
            # What follows attention in a layer; x and heard [..., hidden].
            x = x + torch.linear(heard, fused[i + 2])
            gate, up = torch.split(torch.linear({{Norm("x", compute)}}, fused[i + 3]), [{{text.IntermediateSize}}, {{text.IntermediateSize}}], -1)
            return x + torch.linear(torch.silu(gate) * up, fused[i + 4])

        def flat(at: Tensor, length: int) -> Tensor:
            # Positions [B, R] within rows of this length, as places in [B · length].
            return (torch.arange(0, at.size(0) * length, length, device=at.device).unsqueeze(1) + at).view(-1)

        def seen(mask: Tensor, at: Tensor, length: int, keys: int) -> Tensor:
            # The rows of the mask that belong to the chosen positions: [B, R, S].
            if mask.numel() == 0:
                later = torch.arange(keys, device=at.device).view(1, 1, -1) > at.unsqueeze(2)
                return torch.zeros([at.size(0), at.size(1), keys], device=at.device).masked_fill(later, float("-inf"))
            if mask.size(0) == 1:
                return mask.view(length, keys).index_select(0, at.view(-1)).view(at.size(0), at.size(1), keys)
            return mask.reshape(-1, keys).index_select(0, flat(at, length)).view(at.size(0), at.size(1), keys)

        def below(x: Tensor, embeds: Tensor, layer: int) -> Tensor:
            # What a layer reads: the state, and in the second layer and those behind it what a deep-stack level adds.
            if layer > 0 and layer <= {{levels}}:
                return x + embeds.narrow(2, layer * {{text.HiddenSize}}, {{text.HiddenSize}})
            return x

        def step(x: Tensor, turn: List[Tensor], mask: Tensor, wide: Tensor, at: Tensor, fused: List[Tensor], i: int) -> Tensor:
            # A layer. at [B, R]: the positions that it stops at, its keys and values apart; empty for all.
            length = x.size(1)
            q, k, v = project(x, turn, fused[i], fused[i + 1])
            if at.numel() != 0:
                places = flat(at, length)
                mask = {{compute.Down("seen(mask, at, length, length)")}}
                wide = widen(mask)
                q = q.reshape(-1, {{text.Heads}}, {{text.HeadSize}}).index_select(0, places).view(at.size(0), at.size(1), {{text.Heads}}, {{text.HeadSize}})
                x = x.reshape(-1, {{text.HiddenSize}}).index_select(0, places).view(at.size(0), at.size(1), {{text.HiddenSize}})
            return finish(x, attend(q, k, v, mask, wide), fused, i)

        def single(x: Tensor, positions: Tensor, axis: Tensor, frequencies: Tensor, at: Tensor, w: List[Tensor], last: Tensor) -> Tensor:
            # One layer of causal rows by itself, from its own tensors; last: the weight of the norm behind it, or none.
            mask = causal(x)
            fused = {{Fused(compute)}}
            x = step(x, angles(positions, axis, frequencies), mask, widen(mask), at, fused, 0)
            return x if last.numel() == 0 else norm({{compute.Up("x")}}) * last

        def hidden(embeds: Tensor, positions: Tensor, axis: Tensor, frequencies: Tensor, mask: Tensor, at: Tensor, w: List[Tensor], last: Tensor) -> Tensor:
            # embeds [B, T, (1 + levels) · hidden]: embeddings, then what each deep-stack level adds, 0 behind words.
            # at [B, R]: the positions whose last state is wanted; the last layer goes no further for the others. Empty for all.
            x = embeds.narrow(2, 0, {{text.HiddenSize}})
            turn = angles(positions, axis, frequencies)
            fused = {{Fused(compute)}}
            mask = {{compute.Down("mask")}}
            if mask.numel() == 0:
                mask = causal(x)
            wide = widen(mask)
            for layer in range({{text.Layers}}):
                x = below(x, embeds, layer)
                x = step(x, turn, mask, wide, at if layer == {{text.Layers - 1}} else torch.zeros([0], device=at.device), fused, layer * 5)
            return norm({{compute.Up("x")}}) * last

        def extend(embeds: Tensor, positions: Tensor, axis: Tensor, frequencies: Tensor, mask: Tensor, fused: List[Tensor], last: Tensor,
                   cache: List[Tensor], write: Tensor, read: Tensor, at: Tensor, pick: Tensor, head: Tensor, unsaid: Tensor) -> Tensor:
            # cache: per layer [slots · capacity, 2 · key heads, size]; write [B · L], read [B · K] (empty: the chunk sees itself only);
            # at [B, 1]: each row's last token; pick: rows of the result, more than there are so that products keep their shape.
            x = embeds.narrow(2, 0, {{text.HiddenSize}})
            rows = x.size(0)
            length = x.size(1)
            turn = angles(positions, axis, frequencies)
            mask = {{compute.Down("mask")}}
            if mask.numel() == 0:
                mask = causal(x)
            wide = widen(mask)
            for layer in range({{text.Layers}}):
                x = below(x, embeds, layer)
                q, k, v = project(x, turn, fused[layer * 5], fused[layer * 5 + 1])
                fresh = torch.cat([k, v], 2)
                cache[layer].index_copy_(0, write, fresh.view(rows * length, {{2 * text.KeyValueHeads}}, {{text.HeadSize}}))
                if read.numel() != 0:
                    fresh = cache[layer].index_select(0, read).view(rows, -1, {{2 * text.KeyValueHeads}}, {{text.HeadSize}})
                    k, v = torch.split(fresh, [{{text.KeyValueHeads}}, {{text.KeyValueHeads}}], 2)
                if layer == {{text.Layers - 1}}:
                    places = flat(at, length)
                    mask = {{compute.Down("seen(mask, at, length, k.size(1))")}}
                    wide = widen(mask)
                    q = q.reshape(-1, {{text.Heads}}, {{text.HeadSize}}).index_select(0, places).view(rows, at.size(1), {{text.Heads}}, {{text.HeadSize}})
                    x = x.reshape(-1, {{text.HiddenSize}}).index_select(0, places.index_select(0, pick))
                    heard = attend(q, k, v, mask, wide).view(-1, {{text.Heads * text.HeadSize}}).index_select(0, pick)
                    x = finish(x, heard, fused, layer * 5)
                else:
                    x = finish(x, attend(q, k, v, mask, wide), fused, layer * 5)
            return torch.linear(norm({{compute.Up("x")}}) * last, head, unsaid)
        """;

    // The products' weights and what goes with them: biases (Qwen2), or the weights of the norms over each query and key head (Qwen3).
    private static string Fuse(TextConfig text) => text.HasQueryKeyNorm
        ? $$"""
                fused.append(torch.cat([w[i], w[i + 1], w[i + 2]]) * w[i + 7])
                fused.append(torch.cat([w[i + 9].expand({{text.Heads}}, -1) * {{Scale(text)}}, w[i + 10].expand({{text.KeyValueHeads}}, -1)]))
        """
        : $$"""
                fused.append(torch.cat([w[i] * {{Scale(text)}}, w[i + 1], w[i + 2]]) * w[i + 7])
                fused.append(torch.cat([w[i + 9] * {{Scale(text)}}, w[i + 10], w[i + 11]]))
        """;

    private static string Fused(ComputeType compute) => compute == ComputeType.Float32 ? "fuse(w)" : $"[{compute.Down("t")} for t in fuse(w)]";

    // float32 inside, whatever goes in and comes out.
    private static string Norm(string expression, ComputeType compute) => compute.Down($"norm({compute.Up(expression)})");

    private static string Scale(TextConfig text) => Number(1 / Math.Sqrt(text.HeadSize));

    private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
