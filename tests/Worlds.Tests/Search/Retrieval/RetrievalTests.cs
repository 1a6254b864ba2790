using Agentic.Testing;
using Agentic.Worlds.Search.Index;
using Agentic.Worlds.Search.Retrieval;

namespace Agentic.Worlds.Tests.Search.Retrieval;

public sealed class RetrievalTests
{
    [Fact]
    public async Task An_index_answers_with_the_passages_themselves()
    {
        await using var retriever = new IndexRetriever(SearchIndex.Build([new("a", "Moon", "It is far."), new("b", "Sun", "It is farther.")]));
        var hit = Assert.Single(await retriever.SearchAsync("MOON", 3, default));
        Assert.Equal(("a", "Moon", "It is far."), (hit.Id, hit.Title, hit.Text));
        Assert.Empty(await retriever.SearchAsync("?!", 3, default));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await retriever.SearchAsync("moon", 3, new CancellationToken(true)));
    }

    [Fact]
    public async Task An_index_that_was_closed_is_a_fault()
    {
        using var folder = new TemporaryFolder();
        IndexFile.Build(folder.File("i"), [(new Passage("a", "", "x"), default)], new Bm25Settings());
        var retriever = Retrievers.Open(folder.File("i"));
        Assert.Single(await retriever.SearchAsync("x", 3, default));
        await retriever.DisposeAsync();
        await Assert.ThrowsAsync<RetrieverFaultException>(async () => await retriever.SearchAsync("x", 3, default));
    }

    // k = 1: a is 1st and 2nd, 1/2 + 1/3 = 5/6; b 2nd and 3rd, 1/3 + 1/4 = 7/12; c only 1st in the second, 1/2; d 3rd in the first, 1/4.
    [Fact]
    public void Fused_ranks_add_up()
    {
        var fused = ReciprocalRankFusion.Fuse([[Hit("a"), Hit("b"), Hit("d")], [Hit("c"), Hit("a"), Hit("b"), Hit("c")]], 4, k: 1);
        Assert.Equal(["a", "b", "c", "d"], fused.Select(hit => hit.Id));
        Assert.Equal([5.0 / 6, 7.0 / 12, 1.0 / 2, 1.0 / 4], fused.Select(hit => hit.Score), (left, right) => Math.Abs(left - right) < 1e-15);
        Assert.Equal(["x", "y"], ReciprocalRankFusion.Fuse([[Hit("x")], [Hit("y")]], 5).Select(hit => hit.Id));
        Assert.Equal(1 / 61.0, ReciprocalRankFusion.Fuse([[Hit("x")]], 1)[0].Score);
    }

    private static SearchHit Hit(string id) => new(id, "", $"text of {id}", 100);
}
