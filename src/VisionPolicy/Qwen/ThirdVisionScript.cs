namespace Agentic.VisionPolicy;

/// <summary>The tower of Qwen3-VL: learned positions, layer norms, plain MLP, whole frames, and features taken on the way (deep-stack).</summary>
internal static class ThirdVisionScript
{
    private const int OuterBeforeMergers = 3;
    private static readonly string[] MergerTensors = ["norm.weight", "norm.bias", "linear_fc1.weight", "linear_fc1.bias", "linear_fc2.weight", "linear_fc2.bias"];

    /// <inheritdoc cref="VisionScript.BlockTensors"/>
    public static readonly string[] BlockTensors =
    [
        "norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias", "attn.qkv.weight", "attn.qkv.bias", "attn.proj.weight", "attn.proj.bias",
        "mlp.linear_fc1.weight", "mlp.linear_fc1.bias", "mlp.linear_fc2.weight", "mlp.linear_fc2.bias",
    ];

    /// <inheritdoc cref="VisionScript.OuterTensors"/>
    public static IEnumerable<string> OuterTensors(VisionConfig vision) =>
    [
        "patch_embed.proj.weight", "patch_embed.proj.bias", "pos_embed.weight",
        .. MergerTensors.Select(name => "merger." + name),
        .. Enumerable.Range(0, vision.DeepstackBlocks.Length).SelectMany(level => MergerTensors.Select(name => $"deepstack_merger_list.{level}.{name}")),
    ];

    /// <summary>The tower's own functions.</summary>
    public static string Of(VisionConfig vision, ComputeType compute)
    {
        // Features go to the decoder in the order of the blocks; each block's merger is found by its place in the configured list.
        var taken = string.Concat(vision.DeepstackBlocks.Select((block, level) => $$"""

                if block == {{block}}:
                    deep.append(merge_deep(x, outer, {{OuterBeforeMergers + ((level + 1) * MergerTensors.Length)}}))
        """));
        return $$"""
        def norm(x: Tensor, w: Tensor, b: Tensor) -> Tensor:
            return torch.layer_norm(x, [w.size(0)], w, b, 1e-6)

        def mlp(x: Tensor, outer: List[Tensor], i: int) -> Tensor:
            return torch.linear(torch.gelu(torch.linear(x, outer[i + 2], outer[i + 3])), outer[i + 4], outer[i + 5])

        def merge_deep(x: Tensor, outer: List[Tensor], i: int) -> Tensor:
            return mlp(norm(x.view(-1, {{vision.MergedWidth}}), outer[i], outer[i + 1]), outer, i)

        def encode({{VisionScript.Arguments}}) -> Tensor:
            turn = turns(rows, columns, table)
            x = torch.linear(patches, outer[0].view({{vision.HiddenSize}}, -1), outer[1])
            x = x + (outer[2].index_select(0, corners.view(-1)).view(4, -1, {{vision.HiddenSize}}) * {{compute.Down("shares")}}.unsqueeze(-1)).sum(0)
            deep: List[Tensor] = []
            for block in range({{vision.Depth}}):
                i = block * {{BlockTensors.Length}}
                x = x + torch.linear(mix(norm(x, w[i], w[i + 1]), turn, w[i + 4], w[i + 5], frames), w[i + 6], w[i + 7])
                h = torch.linear(norm(x, w[i + 2], w[i + 3]), w[i + 8], w[i + 9])
                x = x + torch.linear(torch.gelu(h, approximate="tanh"), w[i + 10], w[i + 11]){{taken}}
            i = {{OuterBeforeMergers}}
            features = [mlp(norm(x, outer[i], outer[i + 1]).view(-1, {{vision.MergedWidth}}), outer, i)]
            return torch.cat(features + deep, -1)
        """;
    }
}
