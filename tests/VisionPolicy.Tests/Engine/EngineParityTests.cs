using Agentic.Agents;
using Agentic.Testing;
using static TorchSharp.torch;

namespace Agentic.VisionPolicy.Tests.Engine;

/// <summary>The built-in policy through the engine: cached, batched, with shared prompts, over several turns and pictures, against one plain pass over each whole sequence.</summary>
public sealed class EngineParityTests
{
    private const int Conversations = 9;
    private const int Turns = 3;

    [Fact]
    public async Task What_the_engine_stores_is_what_a_plain_pass_gives_and_does_not_depend_on_company()
    {
        using var policy = QwenPolicy.Tiny(RandomKey.FromSeed(4));
        var images = new PlainImageStore();
        var together = await PlayAsync(policy, images, Enumerable.Range(0, Conversations), check: true);
        // Alone: other batches, other slots, nothing shared.
        var alone = await PlayAsync(policy, images, [7], check: false);
        Assert.Equal(Bits(together[7]), Bits(alone[0]));
        Assert.True(together.Select(Bits).Distinct().Count() > Conversations / 2);
    }

    private static string Bits(List<TokenSegment> conversation) => string.Join(' ', conversation.Where(segment => segment.Sampling is not null).Select(segment =>
        $"{string.Join(',', segment.Ids)}:{string.Join(',', segment.Sampling!.LogProbs.Select(BitConverter.SingleToInt32Bits))}"));

    private static async Task<List<TokenSegment>[]> PlayAsync(QwenPolicy policy, PlainImageStore images, IEnumerable<int> who, bool check)
    {
        await using var engine = policy.Start(images, 2048);
        var conversations = await Task.WhenAll(who.Select(member => ConverseAsync(policy, engine, images, member)));
        if (check)
        {
            foreach (var conversation in conversations)
            {
                await engine.RunAsync(() => Compare(policy, images, conversation));
            }
        }

        return conversations;
    }

    private static async Task<List<TokenSegment>> ConverseAsync(QwenPolicy policy, PolicyEngine engine, PlainImageStore images, int member)
    {
        // Three prompts of different lengths, three members each; later turns go their own ways.
        var segments = new List<TokenSegment>(policy.Renderer.Preamble($"Group {new string('x', member / 3 * 5)}"));
        TokenSegment? reply = null;
        for (var turn = 0; turn < Turns; turn++)
        {
            var side = 64 + (16 * (member / 3));
            var picture = images.Add(Noise((ulong)((member / 3 * 10) + turn), side), side, side);
            segments.AddRange(policy.Renderer.Observe(Observation.Of(new TextPart($"Turn {turn}"), new ImagePart(picture)), reply));
            reply = await engine.SampleAsync(
                segments, ContextWindow.Full, new SamplingOptions(0.8), 3 + turn, RandomKey.FromSeed((ulong)member).Derive((ulong)turn), CancellationToken.None);
            segments.Add(reply);
        }

        return segments;
    }

    private static int Compare(QwenPolicy policy, PlainImageStore images, List<TokenSegment> conversation)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (model, config) = (policy.Model, policy.Config);
        int[] ids = [.. conversation.SelectMany(segment => segment.Ids)];
        ImageSpan[] pictures = [.. conversation.Where(segment => segment.Image is not null).Select(segment => segment.Image!)];
        PatchGrid[] grids = [.. pictures.Select(picture => new PatchGrid(picture.GridT, picture.GridH, picture.GridW))];
        var patches = PatchBatch.Of(pictures, pictures.Length, grids[0], config.Eyes, new ImageProcessor(policy.Images), images);
        long[] places = [.. Enumerable.Range(0, ids.Length).Where(at => ids[at] == config.ImageTokenId).Select(at => (long)at)];
        var positions = new long[3 * ids.Length];
        RotaryPositions.Write(ids, grids, config, 0, positions.AsSpan(0, ids.Length), positions.AsSpan(ids.Length, ids.Length), positions.AsSpan(2 * ids.Length));
        var embeds = model.Embed(tensor(ids.Select(id => (long)id).ToArray(), 1, ids.Length), model.EncodeImages(patches, grids), places);
        var hidden = model.Hidden(embeds, tensor(positions, 3, 1, ids.Length));
        var logProbs = nn.functional.log_softmax(model.Logits(hidden.view(ids.Length, -1)).Plus(model.Unsaid).Times(1 / 0.8), -1).data<float>().ToArray();
        var at = 0;
        foreach (var segment in conversation)
        {
            for (var index = 0; index < segment.Ids.Length; index++, at++)
            {
                if (segment.Sampling is { } sampling)
                {
                    var plain = logProbs[((at - 1) * config.Text.VocabularySize) + ids[at]];
                    Assert.True(Math.Abs(plain - sampling.LogProbs[index]) <= 1e-5, $"Token {at}: the engine stored {sampling.LogProbs[index]}, a plain pass gives {plain}.");
                }
            }
        }

        return at;
    }

    private static byte[] Noise(ulong seed, int side)
    {
        var rgb = new byte[side * side * 3];
        var random = RandomKey.FromSeed(seed).Stream();
        for (var index = 0; index < rgb.Length; index++)
        {
            rgb[index] = (byte)random.NextBits();
        }

        return rgb;
    }
}
