using Agentic.Testing;
using Agentic.Viewer.Window;

namespace Agentic.Viewer.Tests.Windows;

/// <summary>Graphics memory has a bound.</summary>
[Collection(WindowCollection.Name)]
public sealed class PictureTexturesTests(VirtualDesktop desktop)
{
    [Fact]
    public void What_was_drawn_longest_ago_goes_first_and_what_is_drawn_stays()
    {
        using var window = WindowOf.Open(desktop, 64, 64);

        // 10 × 10 pixels are 400 bytes: three of them fit.
        using var textures = new PictureTextures(window.Gl, maxBytes: 1200);
        for (var picture = 0; picture < 5; picture++)
        {
            textures.Put(picture, Samples.Dot(10, 10, 1, 1));
            Assert.True(textures.TryUse(0, out _, out var size));
            Assert.Equal((10, 10), size);
            textures.EndFrame();
            Assert.True(textures.Bytes <= 1200);
        }

        Assert.Equal([true, false, false, true, true], Enumerable.Range(0, 5).Select(picture => textures.Holds(picture)));

        // All of one frame stay, however many.
        for (var picture = 10; picture < 20; picture++)
        {
            textures.Put(picture, Samples.Dot(10, 10, 1, 1));
        }

        textures.EndFrame();
        Assert.All(Enumerable.Range(10, 10), picture => Assert.True(textures.Holds(picture)));
        textures.EndFrame();
        Assert.Equal(1200, textures.Bytes);
    }
}
