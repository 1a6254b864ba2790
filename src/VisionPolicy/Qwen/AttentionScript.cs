namespace Agentic.VisionPolicy;

/// <summary>
/// Attention of the decoder as TorchScript, in one of two ways. Both define <c>causal</c>, <c>widen</c> and <c>attend</c>: the mask of plain rows, a
/// mask as the product of a group of queries takes it, and attention under either.
/// </summary>
internal static class AttentionScript
{
    // Scores of rows up to this long are written out, which is faster for them than the kernel that never does.
    private const int LongestWritten = 512;

    /// <summary>The source.</summary>
    /// <param name="text">The decoder's shape.</param>
    /// <param name="compute">The type of the layers' arithmetic.</param>
    /// <param name="isFused">
    /// Every product through the fused kernels, which never write scores out: for CUDA. Otherwise short rows through products whose bits do
    /// not depend on the batch: for the processor.
    /// </param>
    public static string Of(TextConfig text, ComputeType compute, bool isFused) => isFused ? Fused(text, compute) : Written(text);

    private static string Written(TextConfig text) => $$"""
        def causal(x: Tensor) -> Tensor:
            # [1, T, T]; none for long rows, whose scores are never written out.
            length = x.size(1)
            if length > {{LongestWritten}}:
                return torch.zeros([0], device=x.device)
            return torch.triu(x.new_full([1, length, length], float("-inf")), 1)

        def widen(mask: Tensor) -> Tensor:
            # [1 or B, R, S] becomes [1 or B · key heads, group · R, S]: the queries of a group share their keys in one product.
            if mask.numel() == 0 or mask.size(1) * mask.size(2) > {{LongestWritten * LongestWritten}}:
                return torch.zeros([0], device=mask.device)
            heads = {{text.KeyValueHeads}}
            if mask.size(0) == 1:
                heads = 1
            wide = mask.unsqueeze(1).unsqueeze(1).expand(mask.size(0), heads, {{Group(text)}}, mask.size(1), mask.size(2))
            return wide.reshape(mask.size(0) * heads, {{Group(text)}} * mask.size(1), mask.size(2))

        def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, wide: Tensor) -> Tensor:
            # q [B, R, heads, size], scaled; k and v [B, S, key heads, size]; mask [1 or B, R, S], or none for causal.
            b = q.size(0)
            r = q.size(1)
            s = k.size(1)
            kt = k.transpose(1, 2)
            vt = v.transpose(1, 2)
            if wide.numel() != 0:
                qt = q.reshape(b, r, {{text.KeyValueHeads}}, {{Group(text)}}, {{text.HeadSize}}).permute(0, 2, 3, 1, 4).reshape(b * {{text.KeyValueHeads}}, {{Group(text)}} * r, {{text.HeadSize}})
                kt = kt.reshape(b * {{text.KeyValueHeads}}, s, {{text.HeadSize}})
                vt = vt.reshape(b * {{text.KeyValueHeads}}, s, {{text.HeadSize}})
                shares = torch.softmax(torch.baddbmm(wide, qt, kt.transpose(1, 2)), -1)
                out = torch.bmm(shares, vt).view(b, {{text.KeyValueHeads}}, {{Group(text)}}, r, {{text.HeadSize}}).permute(0, 3, 1, 2, 4)
                return out.reshape(b, r, {{text.Heads * text.HeadSize}})
            kt = kt.unsqueeze(2).expand(b, {{text.KeyValueHeads}}, {{Group(text)}}, s, {{text.HeadSize}}).reshape(b, {{text.Heads}}, s, {{text.HeadSize}})
            vt = vt.unsqueeze(2).expand(b, {{text.KeyValueHeads}}, {{Group(text)}}, s, {{text.HeadSize}}).reshape(b, {{text.Heads}}, s, {{text.HeadSize}})
            if mask.numel() == 0:
                out = torch.scaled_dot_product_attention(q.transpose(1, 2), kt, vt, None, 0.0, True, scale=1.0)
            else:
                out = torch.scaled_dot_product_attention(q.transpose(1, 2), kt, vt, mask.unsqueeze(1), 0.0, False, scale=1.0)
            return out.transpose(1, 2).reshape(b, r, {{text.Heads * text.HeadSize}})
        """;

    // Plain rows go to flash attention, which shares keys among a group in bfloat16 only. With a mask, which it does not take, the queries
    // of a group become rows of one head, so that no key is copied.
    private static string Fused(TextConfig text, ComputeType compute) => $$"""
        def causal(x: Tensor) -> Tensor:
            # None: the kernel knows.
            return torch.zeros([0], device=x.device)

        def widen(mask: Tensor) -> Tensor:
            # [1 or B, R, S] becomes [1 or B, 1, group · R, S].
            if mask.numel() == 0:
                return mask
            wide = mask.unsqueeze(1).expand(mask.size(0), {{Group(text)}}, mask.size(1), mask.size(2))
            return wide.reshape(mask.size(0), 1, {{Group(text)}} * mask.size(1), mask.size(2))

        def attend(q: Tensor, k: Tensor, v: Tensor, mask: Tensor, wide: Tensor) -> Tensor:
            # q [B, R, heads, size], scaled; k and v [B, S, key heads, size]; the mask widened, or none for causal.
            b = q.size(0)
            r = q.size(1)
            kt = k.transpose(1, 2)
            vt = v.transpose(1, 2)
            if wide.numel() == 0:
                out = {{Plain(text, compute)}}
                return out.transpose(1, 2).reshape(b, r, {{text.Heads * text.HeadSize}})
            qt = q.reshape(b, r, {{text.KeyValueHeads}}, {{Group(text)}}, {{text.HeadSize}}).permute(0, 2, 3, 1, 4).reshape(b, {{text.KeyValueHeads}}, {{Group(text)}} * r, {{text.HeadSize}})
            out = torch.scaled_dot_product_attention(qt, kt, vt, wide, 0.0, False, scale=1.0)
            return out.reshape(b, {{text.KeyValueHeads}}, {{Group(text)}}, r, {{text.HeadSize}}).permute(0, 3, 1, 2, 4).reshape(b, r, {{text.Heads * text.HeadSize}})
        """;

    private static string Plain(TextConfig text, ComputeType compute)
    {
        var (repeated, isShared) = compute == ComputeType.BFloat16 ? ("", "True") : ($".repeat_interleave({Group(text)}, 1)", "False");
        return $"torch.scaled_dot_product_attention(q.transpose(1, 2), kt{repeated}, vt{repeated}, None, 0.0, True, scale=1.0, enable_gqa={isShared})";
    }

    private static int Group(TextConfig text) => text.Heads / text.KeyValueHeads;
}
