namespace Agentic.VisionPolicy;

/// <summary>The vision tower as TorchScript: patches in, merged features out, in one native call.</summary>
internal static class VisionScript
{
    /// <summary>Checkpoint tensors of a block, in the order in which the script reads them.</summary>
    public static readonly string[] BlockTensors =
    [
        "norm1.weight", "norm2.weight", "attn.qkv.weight", "attn.qkv.bias", "attn.proj.weight", "attn.proj.bias",
        "mlp.gate_proj.weight", "mlp.gate_proj.bias", "mlp.up_proj.weight", "mlp.up_proj.bias", "mlp.down_proj.weight", "mlp.down_proj.bias",
    ];

    /// <summary>Checkpoint tensors beside the blocks, in the order in which the script reads them.</summary>
    public static readonly string[] OuterTensors =
        ["patch_embed.proj.weight", "merger.ln_q.weight", "merger.mlp.0.weight", "merger.mlp.0.bias", "merger.mlp.2.weight", "merger.mlp.2.bias"];

    /// <summary>The source for a tower of this shape.</summary>
    public static string Of(VisionConfig vision)
    {
        var head = vision.HiddenSize / vision.Heads;
        var full = string.Concat(vision.FullAttentionBlocks.Select(block => $" or block == {block}"));
        return $$"""
        def norm(x: Tensor, w: Tensor) -> Tensor:
            f = x.float()
            return (f * torch.rsqrt(torch.mean(f * f, [-1], True) + 1e-6)).to(x.dtype) * w

        def angles(rows: Tensor, columns: Tensor, table: Tensor) -> Tensor:
            # [P, 1, head size / 2]: the first half turns with the row, the second with the column.
            return torch.cat([table.index_select(0, rows), table.index_select(0, columns)], -1).unsqueeze(1)

        def attend(q: Tensor, k: Tensor, v: Tensor, parts: List[Tensor]) -> Tensor:
            # A part is [S, length] indices of S equally long neighbourhoods; [S, length, 0] stands for all patches in their order.
            if len(parts) == 1 and parts[0].dim() == 3:
                s, n = parts[0].size(0), parts[0].size(1)
                out = torch.scaled_dot_product_attention(q.view(s, n, {{vision.Heads}}, {{head}}).transpose(1, 2), k.view(s, n, {{vision.Heads}}, {{head}}).transpose(1, 2), v.reshape(s, n, {{vision.Heads}}, {{head}}).transpose(1, 2))
                return out.transpose(1, 2).reshape(q.size(0), {{vision.HiddenSize}})
            order: List[Tensor] = []
            results: List[Tensor] = []
            for part in parts:
                s, n = part.size(0), part.size(1)
                index = part.view(-1)
                qs = q.index_select(0, index).view(s, n, {{vision.Heads}}, {{head}}).transpose(1, 2)
                ks = k.index_select(0, index).view(s, n, {{vision.Heads}}, {{head}}).transpose(1, 2)
                vs = v.index_select(0, index).view(s, n, {{vision.Heads}}, {{head}}).transpose(1, 2)
                results.append(torch.scaled_dot_product_attention(qs, ks, vs).transpose(1, 2).reshape(s * n, {{vision.HiddenSize}}))
                order.append(index)
            return torch.cat(results).index_select(0, torch.argsort(torch.cat(order)))

        def encode(patches: Tensor, rows: Tensor, columns: Tensor, table: Tensor, frames: List[Tensor], windows: List[Tensor], outer: List[Tensor], w: List[Tensor]) -> Tensor:
            turn = angles(rows, columns, table)
            cos = torch.cos(turn).to(patches.dtype)
            sin = torch.sin(turn).to(patches.dtype)
            cos = torch.cat([cos, cos], -1)
            sin = torch.cat([-sin, sin], -1)
            x = torch.linear(patches, outer[0].view({{vision.HiddenSize}}, -1))
            for block in range({{vision.Depth}}):
                i = block * {{BlockTensors.Length}}
                qkv = torch.linear(norm(x, w[i]), w[i + 2], w[i + 3]).view(-1, {{3 * vision.Heads}}, {{head}})
                qk = qkv.narrow(1, 0, {{2 * vision.Heads}})
                qk = torch.addcmul(qk * cos, torch.roll(qk, {{head / 2}}, -1), sin)
                q = qk.narrow(1, 0, {{vision.Heads}})
                k = qk.narrow(1, {{vision.Heads}}, {{vision.Heads}})
                v = qkv.narrow(1, {{2 * vision.Heads}}, {{vision.Heads}})
                parts = windows
                if block < 0{{full}}:
                    parts = frames
                x = x + torch.linear(attend(q.reshape(-1, {{vision.HiddenSize}}), k.reshape(-1, {{vision.HiddenSize}}), v.reshape(-1, {{vision.HiddenSize}}), parts), w[i + 4], w[i + 5])
                h = norm(x, w[i + 1])
                gated = torch.silu(torch.linear(h, w[i + 6], w[i + 7])) * torch.linear(h, w[i + 8], w[i + 9])
                x = x + torch.linear(gated, w[i + 10], w[i + 11])
            merged = norm(x, outer[1]).view(-1, {{vision.HiddenSize * vision.SpatialMergeSize * vision.SpatialMergeSize}})
            return torch.linear(torch.gelu(torch.linear(merged, outer[2], outer[3])), outer[4], outer[5])
        """;
    }
}
