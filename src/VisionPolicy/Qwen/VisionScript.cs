using System.Globalization;

namespace Agentic.VisionPolicy;

/// <summary>A vision tower as TorchScript: patches in, features out, in one native call. What the two towers share.</summary>
/// <remarks>
/// Both define <c>encode</c> with the same arguments: patches [P, C]; row and column of each; the table of angles; corners and shares of
/// the learned positions [4, P]; frames and windows as lists of indices; the tensors beside the blocks; those of the blocks. The
/// result is [M, (1 + D) · H]: merged features, then those of each deep-stack level.
/// </remarks>
internal static class VisionScript
{
    /// <summary>Arguments of <c>encode</c>.</summary>
    public const string Arguments =
        "patches: Tensor, rows: Tensor, columns: Tensor, table: Tensor, corners: Tensor, shares: Tensor, frames: List[Tensor], windows: List[Tensor], outer: List[Tensor], w: List[Tensor]";

    // Scores of neighbourhoods up to this large are written out, which is faster for them than the kernel that never does.
    private const int LongestWritten = 512;

    /// <summary>The source for a tower of this shape in a compute type. Fused attention, for CUDA, never writes scores out.</summary>
    public static string Of(VisionConfig vision, ComputeType compute, bool fusesAttention = false) =>
        Shared(vision, compute, fusesAttention ? 0 : LongestWritten) + (vision.IsThird ? ThirdVisionScript.Of(vision, compute) : WindowedVisionScript.Of(vision, compute));

    /// <summary>Checkpoint tensors of a block, in the order in which the script reads them.</summary>
    public static IReadOnlyList<string> BlockTensors(VisionConfig vision) => vision.IsThird ? ThirdVisionScript.BlockTensors : WindowedVisionScript.BlockTensors;

    /// <summary>Checkpoint tensors beside the blocks, in the order in which the script reads them.</summary>
    public static IReadOnlyList<string> OuterTensors(VisionConfig vision) =>
        vision.IsThird ? [.. ThirdVisionScript.OuterTensors(vision)] : WindowedVisionScript.OuterTensors;

    private static string Shared(VisionConfig vision, ComputeType compute, int longestWritten)
    {
        var head = vision.HiddenSize / vision.Heads;
        var scale = (1 / Math.Sqrt(head)).ToString("R", CultureInfo.InvariantCulture);
        return $$"""
        def turns(rows: Tensor, columns: Tensor, table: Tensor) -> List[Tensor]:
            # [P, 1, head size] each: the first half of the angles turns with the row, the second with the column.
            turn = torch.cat([table.index_select(0, rows), table.index_select(0, columns)], -1).unsqueeze(1)
            cos = {{compute.Down("torch.cos(turn)")}}
            sin = {{compute.Down("torch.sin(turn)")}}
            return [torch.cat([cos, cos], -1), torch.cat([-sin, sin], -1)]

        def attend(q: Tensor, k: Tensor, v: Tensor) -> Tensor:
            # [S, n, heads, size] each: S neighbourhoods of n patches that see one another.
            s = q.size(0)
            n = q.size(1)
            if n > {{longestWritten}}:
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

        def mix(x: Tensor, turn: List[Tensor], w: Tensor, b: Tensor, parts: List[Tensor]) -> Tensor:
            # Attention of normalised patches within their neighbourhoods, before the last projection.
            qkv = torch.linear(x, w, b).view(-1, {{3 * vision.Heads}}, {{head}})
            qk, v = torch.split(qkv, [{{2 * vision.Heads}}, {{vision.Heads}}], 1)
            qk = torch.addcmul(qk * turn[0], torch.roll(qk, {{head / 2}}, -1), turn[1])
            q, k = torch.split(qk, [{{vision.Heads}}, {{vision.Heads}}], 1)
            return meet(q, k, v, parts)


        """;
    }
}
