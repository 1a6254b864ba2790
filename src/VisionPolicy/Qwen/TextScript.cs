using System.Globalization;

namespace Agentic.VisionPolicy;

/// <summary>
/// The decoder as TorchScript: the whole stack in one native call, because a small model is bound by the number of calls.
/// Norm weights are folded into the projections behind them, and projections of the same input are one product.
/// </summary>
internal static class TextScript
{
    /// <summary>Checkpoint tensors of a layer, in the order in which the script reads them.</summary>
    public static readonly string[] LayerTensors =
    [
        "self_attn.q_proj.weight", "self_attn.k_proj.weight", "self_attn.v_proj.weight",
        "self_attn.q_proj.bias", "self_attn.k_proj.bias", "self_attn.v_proj.bias",
        "self_attn.o_proj.weight", "mlp.gate_proj.weight", "mlp.up_proj.weight", "mlp.down_proj.weight",
        "input_layernorm.weight", "post_attention_layernorm.weight",
    ];

    /// <summary>The source for a model of this shape.</summary>
    public static string Of(TextConfig text) => $$"""
        def norm(x: Tensor) -> Tensor:
            # float32 inside; a cast to the type that a tensor has gives that tensor.
            f = x.float()
            return (f * torch.rsqrt(torch.mean(f * f, [-1], True) + {{text.RmsNormEpsilon.ToString("R", CultureInfo.InvariantCulture)}})).to(x.dtype)

        def fuse(w: List[Tensor]) -> List[Tensor]:
            fused: List[Tensor] = []
            for layer in range({{text.Layers}}):
                i = layer * {{LayerTensors.Length}}
                fused.append(torch.cat([w[i], w[i + 1], w[i + 2]]) * w[i + 10])
                fused.append(torch.cat([w[i + 3], w[i + 4], w[i + 5]]))
                fused.append(w[i + 6])
                fused.append(torch.cat([w[i + 7], w[i + 8]]) * w[i + 11])
                fused.append(w[i + 9])
            return fused

        def angles(positions: Tensor, axis: Tensor, frequencies: Tensor, like: Tensor) -> List[Tensor]:
            # positions [3, B, T]; frequency f turns with the axis that its section belongs to. The sine carries the sign of rotate-half.
            turn = positions.float().index_select(0, axis) * frequencies.view(-1, 1, 1)
            turn = turn.permute(1, 2, 0).contiguous()
            cos = torch.cos(turn).to(like.dtype)
            sin = torch.sin(turn).to(like.dtype)
            return [torch.cat([cos, cos], -1).unsqueeze(2), torch.cat([-sin, sin], -1).unsqueeze(2)]

        def project(x: Tensor, cos: Tensor, sin: Tensor, w: Tensor, b: Tensor) -> List[Tensor]:
            rows = x.size(0)
            length = x.size(1)
            qkv = torch.linear(norm(x), w, b).view(rows, length, {{text.Heads + (2 * text.KeyValueHeads)}}, {{text.HeadSize}})
            qk = qkv.narrow(2, 0, {{text.Heads + text.KeyValueHeads}})
            qk = torch.addcmul(qk * cos, torch.roll(qk, {{text.HeadSize / 2}}, -1), sin)
            return [qk.narrow(2, 0, {{text.Heads}}), qk.narrow(2, {{text.Heads}}, {{text.KeyValueHeads}}), qkv.narrow(2, {{text.Heads + text.KeyValueHeads}}, {{text.KeyValueHeads}})]

        def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor) -> Tensor:
            # [B, T, heads, size] each; an empty mask means causal.
            qt = q.transpose(1, 2)
            kt = k.transpose(1, 2)
            vt = v.transpose(1, 2)
            if mask.numel() == 0:
                out = torch.scaled_dot_product_attention(qt, kt, vt, None, 0.0, True, scale=None, enable_gqa={{(text.KeyValueHeads != text.Heads ? "True" : "False")}})
            else:
                out = torch.scaled_dot_product_attention(qt, kt, vt, mask.to(q.dtype), 0.0, False, scale=None, enable_gqa={{(text.KeyValueHeads != text.Heads ? "True" : "False")}})
            return out.transpose(1, 2).reshape(q.size(0), q.size(1), {{text.HiddenSize}})

        def mlp(x: Tensor, w: Tensor, down: Tensor) -> Tensor:
            gate_up = torch.linear(norm(x), w)
            gate = gate_up.narrow(-1, 0, {{text.IntermediateSize}})
            up = gate_up.narrow(-1, {{text.IntermediateSize}}, {{text.IntermediateSize}})
            return torch.linear(torch.silu(gate) * up, down)

        def hidden(x: Tensor, positions: Tensor, axis: Tensor, frequencies: Tensor, mask: Tensor, w: List[Tensor], last: Tensor) -> Tensor:
            turn = angles(positions, axis, frequencies, x)
            fused = [t.to(x.dtype) for t in fuse(w)]
            for layer in range({{text.Layers}}):
                i = layer * 5
                qkv = project(x, turn[0], turn[1], fused[i], fused[i + 1])
                x = x + torch.linear(attend(qkv[0], qkv[1], qkv[2], mask), fused[i + 2])
                x = x + mlp(x, fused[i + 3], fused[i + 4])
            return norm(x.float()) * last

        def extend(x: Tensor, positions: Tensor, axis: Tensor, frequencies: Tensor, mask: Tensor, fused: List[Tensor], last: Tensor,
                   cache: List[Tensor], write: Tensor, read: Tensor, take: Tensor, head: Tensor, unsaid: Tensor) -> Tensor:
            # cache: per layer [slots · capacity, 2 · keys]; write [B · L], read [B · K] (empty: the chunk sees itself only), take: rows of the last tokens.
            rows = x.size(0)
            length = x.size(1)
            turn = angles(positions, axis, frequencies, x)
            for layer in range({{text.Layers}}):
                i = layer * 5
                qkv = project(x, turn[0], turn[1], fused[i], fused[i + 1])
                fresh = torch.cat([qkv[1], qkv[2]], 2)
                cache[layer].index_copy_(0, write, fresh.view(rows * length, -1))
                if read.numel() == 0:
                    seen = fresh
                else:
                    seen = cache[layer].index_select(0, read).view(rows, -1, {{2 * text.KeyValueHeads}}, {{text.HeadSize}})
                k = seen.narrow(2, 0, {{text.KeyValueHeads}})
                v = seen.narrow(2, {{text.KeyValueHeads}}, {{text.KeyValueHeads}})
                x = x + torch.linear(attend(qkv[0], k, v, mask), fused[i + 2])
                x = x + mlp(x, fused[i + 3], fused[i + 4])
            chosen = x.reshape(rows * length, -1).index_select(0, take)
            return torch.linear(norm(chosen.float()) * last, head, unsaid)

        def copy(cache: List[Tensor], origin: Tensor, target: Tensor) -> Tensor:
            for layer in range({{text.Layers}}):
                cache[layer].index_copy_(0, target, cache[layer].index_select(0, origin))
            return target
        """;
}
