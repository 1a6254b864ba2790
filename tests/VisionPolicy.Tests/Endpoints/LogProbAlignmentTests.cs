namespace Agentic.VisionPolicy.Tests.Endpoints;

public sealed class LogProbAlignmentTests
{
    [Theory]
    [InlineData(new[] { 2, 2 }, new[] { 2, 2 }, new[] { -1f, -2f }, new[] { -1f, -2f })] // the same division
    [InlineData(new[] { 4 }, new[] { 1, 2, 1 }, new[] { -1f, -2f, -4f }, new[] { -7f })] // ours is coarser
    [InlineData(new[] { 1, 1, 2 }, new[] { 4 }, new[] { -3f }, new[] { 0f, 0f, -3f })] // ours is finer
    [InlineData(new[] { 3, 3 }, new[] { 2, 2, 2 }, new[] { -1f, -2f, -4f }, new[] { -1f, -6f })] // the middle one ends in our second
    [InlineData(new[] { 1 }, new[] { 1, 9 }, new[] { -1f, -2f }, new[] { -3f })] // what lies behind our text falls into its last token
    public void Sums_stay_where_foreign_tokens_end(int[] ours, int[] foreign, float[] logProbs, float[] expected) =>
        Assert.Equal(expected, LogProbAlignment.Sum(ours, foreign, logProbs));
}
