namespace Agentic.Training.Advantages;

/// <summary>Helpers for numbers per response and token, right-padded: axes B, T.</summary>
public static class TokenGrid
{
    /// <summary>A fresh grid: the function's value where the mask holds, 0 elsewhere.</summary>
    public static double[,] Map(bool[,] isSampled_BT, Func<int, int, double> value)
    {
        var result = new double[isSampled_BT.GetLength(0), isSampled_BT.GetLength(1)];
        for (var row = 0; row < result.GetLength(0); row++)
        {
            for (var token = 0; token < result.GetLength(1); token++)
            {
                result[row, token] = isSampled_BT[row, token] ? value(row, token) : 0;
            }
        }

        return result;
    }

    /// <summary>One number per response, given to each of its sampled tokens.</summary>
    /// <exception cref="ArgumentException">The counts of rows differ.</exception>
    public static double[,] Broadcast(ReadOnlySpan<double> values_B, bool[,] isSampled_BT)
    {
        if (values_B.Length != isSampled_BT.GetLength(0))
        {
            throw new ArgumentException($"values_B must have {isSampled_BT.GetLength(0)} entries, one per row, but has {values_B.Length}.", nameof(values_B));
        }

        var values = values_B.ToArray();
        return Map(isSampled_BT, (row, _) => values[row]);
    }

    /// <summary>Sampled tokens of each row.</summary>
    public static int[] Lengths(bool[,] isSampled_BT)
    {
        var lengths_B = new int[isSampled_BT.GetLength(0)];
        for (var row = 0; row < lengths_B.Length; row++)
        {
            for (var token = 0; token < isSampled_BT.GetLength(1); token++)
            {
                lengths_B[row] += isSampled_BT[row, token] ? 1 : 0;
            }
        }

        return lengths_B;
    }

    internal static IEnumerable<double> Sampled(double[,] values_BT, bool[,] isSampled_BT)
    {
        for (var row = 0; row < values_BT.GetLength(0); row++)
        {
            for (var token = 0; token < values_BT.GetLength(1); token++)
            {
                if (isSampled_BT[row, token])
                {
                    yield return values_BT[row, token];
                }
            }
        }
    }

    internal static void RequireShape(
        double[,] grid, bool[,] isSampled_BT, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(grid))] string name = "")
    {
        var (rows, tokens) = (isSampled_BT.GetLength(0), isSampled_BT.GetLength(1));
        if (grid.GetLength(0) != rows || grid.GetLength(1) != tokens)
        {
            throw new ArgumentException($"{name} must have shape [{rows}, {tokens}] but has [{grid.GetLength(0)}, {grid.GetLength(1)}].", name);
        }
    }
}
