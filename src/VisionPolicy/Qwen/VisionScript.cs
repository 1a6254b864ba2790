namespace Agentic.VisionPolicy;

/// <summary>A vision tower as TorchScript: patches in, features out, in one native call. What the two towers share.</summary>
/// <remarks>
/// Both define <c>encode</c> with the same arguments: patches [P, C]; row and column of each; the table of angles; corners and shares of
/// the learned positions [4, P]; frames and windows as lists of indices; the tensors beside the blocks; those of the blocks. The
/// result is [M, (1 + D) · H]: merged features, then those of each deep-stack level.
/// </remarks>
internal static class VisionScript
{
    /// <summary>The source for a tower of this shape.</summary>
    public static string Of(VisionConfig vision) => Shared(vision) + (vision.IsThird ? ThirdVisionScript.Of(vision) : WindowedVisionScript.Of(vision));

    /// <summary>Checkpoint tensors of a block, in the order in which the script reads them.</summary>
    public static IReadOnlyList<string> BlockTensors(VisionConfig vision) => vision.IsThird ? ThirdVisionScript.BlockTensors : WindowedVisionScript.BlockTensors;

    /// <summary>Checkpoint tensors beside the blocks, in the order in which the script reads them.</summary>
    public static IReadOnlyList<string> OuterTensors(VisionConfig vision) =>
        vision.IsThird ? [.. ThirdVisionScript.OuterTensors(vision)] : WindowedVisionScript.OuterTensors;

    /// <summary>Arguments of <c>encode</c>.</summary>
    public const string Arguments =
        "patches: Tensor, rows: Tensor, columns: Tensor, table: Tensor, corners: Tensor, shares: Tensor, frames: List[Tensor], windows: List[Tensor], outer: List[Tensor], w: List[Tensor]";

    private static string Shared(VisionConfig vision)
    {
        var head = vision.HiddenSize / vision.Heads;
        return $$"""
        def turns(rows: Tensor, columns: Tensor, table: Tensor) -> List[Tensor]:
            # [P, 1, head size] each: the first half of the angles turns with the row, the second with the column.
            turn = torch.cat([table.index_select(0, rows), table.index_select(0, columns)], -1).unsqueeze(1)
            cos = torch.cos(turn)
            sin = torch.sin(turn)
            return [torch.cat([cos, cos], -1), torch.cat([-sin, sin], -1)]

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

        def mix(x: Tensor, turn: List[Tensor], w: Tensor, b: Tensor, parts: List[Tensor]) -> Tensor:
            qkv = torch.linear(x, w, b).view(-1, {{3 * vision.Heads}}, {{head}})
            qk = qkv.narrow(1, 0, {{2 * vision.Heads}})
            qk = torch.addcmul(qk * turn[0], torch.roll(qk, {{head / 2}}, -1), turn[1])
            q = qk.narrow(1, 0, {{vision.Heads}})
            k = qk.narrow(1, {{vision.Heads}}, {{vision.Heads}})
            v = qkv.narrow(1, {{2 * vision.Heads}}, {{vision.Heads}})
            return attend(q.reshape(-1, {{vision.HiddenSize}}), k.reshape(-1, {{vision.HiddenSize}}), v.reshape(-1, {{vision.HiddenSize}}), parts)


        """;
    }
}
