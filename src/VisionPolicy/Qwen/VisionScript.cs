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

    // Scores of neighbourhoods up to this large are written out, which is faster for them than the kernel that never does.
    private const int LongestWritten = 512;

    /// <summary>The source for a tower of this shape.</summary>
    public static string Of(VisionConfig vision)
    {
        var head = vision.HiddenSize / vision.Heads;
        var scale = (1 / Math.Sqrt(head)).ToString("R", System.Globalization.CultureInfo.InvariantCulture);
        var full = string.Concat(vision.FullAttentionBlocks.Select(block => $" or block == {block}"));
        return $$"""
        def norm(x: Tensor, w: Tensor) -> Tensor:
            # float32 inside; a cast to the type that a tensor has already is no copy.
            f = x.float()
            return (f * torch.rsqrt(torch.mean(f * f, [-1], True) + 1e-6)).to(x.dtype) * w

        def angles(rows: Tensor, columns: Tensor, table: Tensor) -> Tensor:
            # [P, 1, head size / 2]: the first half turns with the row, the second with the column.
            return torch.cat([table.index_select(0, rows), table.index_select(0, columns)], -1).unsqueeze(1)

        def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            # [S, n, heads, size] each: S neighbourhoods of n patches that see one another.
            s = q.size(0)
            n = q.size(1)
            if n > {{LongestWritten}}:
                out = torch.scaled_dot_product_attention(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2))
                return out.transpose(1, 2).reshape(s * n, {{vision.HiddenSize}})
            q = q.transpose(1, 2).reshape(s * {{vision.Heads}}, n, {{head}})
            k = k.transpose(1, 2).reshape(s * {{vision.Heads}}, n, {{head}})
            v = v.transpose(1, 2).reshape(s * {{vision.Heads}}, n, {{head}})
            shares = torch.softmax(torch.bmm(q, k.transpose(1, 2)) * {{scale}}, -1)
            return torch.bmm(shares, v).view(s, {{vision.Heads}}, n, {{head}}).transpose(1, 2).reshape(s * n, {{vision.HiddenSize}})

        def meet(q: Tensor, k: Tensor, v: Tensor, parts: List[Tensor]) -> Tensor:
            # A part is [S, n] indices of S equally long neighbourhoods; [S, n, 0] stands for all patches in their order.
            if len(parts) == 1 and parts[0].dim() == 3:
                shape = [parts[0].size(0), parts[0].size(1), {{vision.Heads}}, {{head}}]
                return attend(q.reshape(shape), k.reshape(shape), v.reshape(shape))
            order: List[Tensor] = []
            results: List[Tensor] = []
            for part in parts:
                index = part.view(-1)
                shape = [part.size(0), part.size(1), {{vision.Heads}}, {{head}}]
                results.append(attend(q.index_select(0, index).view(shape), k.index_select(0, index).view(shape), v.index_select(0, index).view(shape)))
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
                qk, v = torch.split(qkv, [{{2 * vision.Heads}}, {{vision.Heads}}], 1)
                qk = torch.addcmul(qk * cos, torch.roll(qk, {{head / 2}}, -1), sin)
                q, k = torch.split(qk, [{{vision.Heads}}, {{vision.Heads}}], 1)
                parts = windows
                if block < 0{{full}}:
                    parts = frames
                x = x + torch.linear(meet(q, k, v, parts), w[i + 4], w[i + 5])
                h = norm(x, w[i + 1])
                gated = torch.silu(torch.linear(h, w[i + 6], w[i + 7])) * torch.linear(h, w[i + 8], w[i + 9])
                x = x + torch.linear(gated, w[i + 10], w[i + 11])
            merged = norm(x, outer[1]).view(-1, {{vision.HiddenSize * vision.SpatialMergeSize * vision.SpatialMergeSize}})
            return torch.linear(torch.gelu(torch.linear(merged, outer[2], outer[3])), outer[4], outer[5])
        """;
    }
}
