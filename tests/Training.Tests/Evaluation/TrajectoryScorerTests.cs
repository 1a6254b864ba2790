using Agentic.Training.Evaluation;

namespace Agentic.Training.Tests.Evaluation;

public sealed class TrajectoryScorerTests
{
    [Fact]
    public void Nothing_is_learnt_where_all_passed_or_all_failed() => Assert.Null(TrajectoryScorer.Learn([]));
}
