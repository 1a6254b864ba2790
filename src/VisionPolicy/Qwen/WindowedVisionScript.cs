namespace Agentic.VisionPolicy;

/// <summary>The tower of Qwen2.5-VL: RMS norms, gated MLP, attention in windows but for a few blocks.</summary>
internal static class WindowedVisionScript
{
    /// <inheritdoc cref="VisionScript.BlockTensors"/>
    public static readonly string[] BlockTensors =
    [
        "norm1.weight", "norm2.weight", "attn.qkv.weight", "attn.qkv.bias", "attn.proj.weight", "attn.proj.bias",
        "mlp.gate_proj.weight", "mlp.gate_proj.bias", "mlp.up_proj.weight", "mlp.up_proj.bias", "mlp.down_proj.weight", "mlp.down_proj.bias",
    ];

    /// <inheritdoc cref="VisionScript.OuterTensors"/>
    public static readonly string[] OuterTensors =
        ["patch_embed.proj.weight", "merger.ln_q.weight", "merger.mlp.0.weight", "merger.mlp.0.bias", "merger.mlp.2.weight", "merger.mlp.2.bias"];

    /// <summary>The tower's own functions.</summary>
    public static string Of(VisionConfig vision, ComputeType compute)
    {
        var full = string.Concat(vision.FullAttentionBlocks.Select(block => $" or block == {block}"));
        return $$"""
        def norm(x: Tensor, w: Tensor) -> Tensor:
            return x * torch.rsqrt(torch.mean(x * x, [-1], True) + 1e-6) * w

        def encode({{VisionScript.Arguments}}) -> Tensor:
            turn = turns(rows, columns, table)
            x = torch.linear(patches, outer[0].view({{vision.HiddenSize}}, -1))
            for block in range({{vision.Depth}}):
                i = block * {{BlockTensors.Length}}
                parts = windows
                if block < 0{{full}}:
                    parts = frames
                x = x + torch.linear(mix({{Norm("w[i]", compute)}}, turn, w[i + 2], w[i + 3], parts), w[i + 4], w[i + 5])
                h = {{Norm("w[i + 1]", compute)}}
                gated = torch.silu(torch.linear(h, w[i + 6], w[i + 7])) * torch.linear(h, w[i + 8], w[i + 9])
                x = x + torch.linear(gated, w[i + 10], w[i + 11])
            merged = {{Norm("outer[1]", compute)}}.view(-1, {{vision.MergedWidth}})
            return torch.linear(torch.gelu(torch.linear(merged, outer[2], outer[3])), outer[4], outer[5])
        """;
    }

    // float32 inside, whatever goes in and comes out.
    private static string Norm(string weight, ComputeType compute) => compute.Down($"norm({compute.Up("x")}, {weight})");
}
