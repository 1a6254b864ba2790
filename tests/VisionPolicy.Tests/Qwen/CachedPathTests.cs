using Agentic.Agents;
using Agentic.Testing;
using Xunit;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Qwen;

/// <summary>The tiny preset: what the sampler sees through its cache is what the trainer sees, and a pass leaves nothing behind.</summary>
public sealed class CachedPathTests
{
    private const int Picture = 500;
    private const int Side = 80;
    private static readonly QwenConfig Config = QwenConfig.Tiny(512, Picture, 501, 502, 503);

    [Fact]
    public void Logits_through_the_cache_are_those_of_a_plain_pass()
    {
        using var parameters = QwenParameters.Initialise(Config, RandomKey.FromSeed(5));
        using var model = new QwenModel(Config, parameters);
        var images = new PlainImageStore();
        var (ids, picture) = Prompt(images);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var plain = Logits(model, images, ids, picture).data<float>().ToArray();

        using var chunks = new QwenChunkModel(model, new ImageProcessor(ImageProcessorConfig.Tiny), images, 96);
        var cut = ids.Length - 9;
        var (past, position) = (0, 0);
        while (past < ids.Length)
        {
            var chunk = past == 0 ? new PromptChunk(ids.AsMemory(0, cut), [picture]) : PromptChunk.Of(ids[past]);
            float[][] logits = [new float[512]];
            chunks.Extend([new ChunkRow(0, -1, past, position, chunk)], logits);
            position = chunks.PositionAfter(chunk, position);
            past += chunk.Ids.Length;
            // The cached path never offers a picture's placeholder.
            Assert.Equal(float.NegativeInfinity, logits[0][Picture]);
            var worst = logits[0].Zip(plain.Skip((past - 1) * 512), (cached, expected) => float.IsFinite(cached) ? Math.Abs(cached - expected) : 0).Max();
            Assert.True(worst <= 5e-5, $"After {past} tokens the cache is off by {worst}.");
        }
    }

    [Fact]
    [NoTensorLeaks]
    public void A_pass_with_its_gradients_leaves_no_tensor_behind()
    {
        using var parameters = QwenParameters.Initialise(Config, RandomKey.FromSeed(5));
        using var model = new QwenModel(Config, parameters);
        var images = new PlainImageStore();
        var (ids, picture) = Prompt(images);
        using var scope = NewDisposeScope();
        var logProbs = nn.functional.log_softmax(Logits(model, images, ids, picture).narrow(0, 0, ids.Length - 1), -1);
        var next = tensor(ids.Skip(1).Select(id => (long)id).ToArray()).view(-1, 1);
        logProbs.gather(1, next).sum().backward();
    }

    private static Tensor Logits(QwenModel model, PlainImageStore images, int[] ids, ImageSpan picture)
    {
        var grid = new PatchGrid(1, 5, 5);
        var patches = PatchBatch.Of([picture], 1, grid, Config.Eyes, new ImageProcessor(ImageProcessorConfig.Tiny), images);
        long[] places = [.. Enumerable.Range(0, ids.Length).Where(at => ids[at] == Picture).Select(at => (long)at)];
        var positions = new long[3 * ids.Length];
        RotaryPositions.Write(
            ids, [grid], Config, 0, positions.AsSpan(0, ids.Length), positions.AsSpan(ids.Length, ids.Length), positions.AsSpan(2 * ids.Length));
        var features = model.EncodeImages(patches, [grid]);
        var embeds = model.Embed(tensor(ids.Select(id => (long)id).ToArray(), 1, ids.Length), features, places);
        var hidden = model.Hidden(embeds, tensor(positions, 3, 1, ids.Length));
        return model.Logits(hidden.view(ids.Length, -1));
    }

    // Five words, 25 merged patches of a noisy picture, fourteen words.
    private static (int[] Ids, ImageSpan Picture) Prompt(PlainImageStore images)
    {
        var rgb = new byte[Side * Side * 3];
        var random = RandomKey.FromSeed(7).Stream();
        for (var index = 0; index < rgb.Length; index += 8)
        {
            BitConverter.TryWriteBytes(rgb.AsSpan(index), random.NextBits());
        }

        int[] ids = [1, 2, 3, 4, 5, .. Enumerable.Repeat(Picture, 25), .. Enumerable.Range(30, 14)];
        return (ids, new ImageSpan(images.Add(rgb, Side, Side), 1, 5, 5));
    }
}
