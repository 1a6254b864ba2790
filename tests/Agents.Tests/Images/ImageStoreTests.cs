using Agentic.Agents;
using Agentic.Testing;

namespace Agentic.Agents.Tests.Images;

public sealed class ImageStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_pixels_are_stored_once()
    {
        var folder = new FolderImageStore(_folder.Path);
        var memory = new MemoryImageStore(folder: folder);
        var rgb = Pictures.Noise(6, 5, 1);

        var first = memory.Add(rgb, 6, 5);
        var second = memory.Add(rgb.ToArray(), 6, 5);

        Assert.Equal(first, second);
        Assert.Equal(1, memory.Count);
        var file = Assert.Single(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
        Assert.Equal(Path.Combine(_folder.Path, first.Hash.ToString()[..2], $"{first.Hash}.png"), file);
    }

    [Fact]
    public void The_pixels_are_copied_when_they_come()
    {
        var memory = new MemoryImageStore();
        var rgb = Pictures.Noise(2, 2, 1);
        var handle = memory.Add(rgb, 2, 2);
        var was = rgb.ToArray();
        rgb[0] ^= 1;

        Assert.Equal(was, memory.Get(handle).Rgb);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Beyond_the_bound_pictures_are_packed_or_left_to_the_folder_and_still_come_back(bool hasFolder)
    {
        // Each picture has 8 × 8 × 3 = 192 bytes: ten of them may stay raw.
        var memory = new MemoryImageStore(1920, hasFolder ? new FolderImageStore(_folder.Path) : null);
        var pictures = Enumerable.Range(0, 50).Select(seed => Pictures.Noise(8, 8, (ulong)seed)).ToArray();
        var handles = pictures.Select(rgb => memory.Add(rgb, 8, 8)).ToArray();

        Assert.Equal(1920, memory.RawBytes);
        Assert.Equal(hasFolder ? 10 : 50, memory.Count);
        for (var repeat = 0; repeat < 2; repeat++)
        {
            Assert.All(handles.Zip(pictures), pair => Assert.Equal(pair.Second, memory.Get(pair.First).Rgb));
            Assert.InRange(memory.RawBytes, 192, 1920);
        }
    }

    [Fact]
    public async Task Many_threads_may_add_and_get_the_same_pictures()
    {
        var folder = new FolderImageStore(_folder.Path);
        var memory = new MemoryImageStore(192 * 3, folder);
        var packed = new MemoryImageStore(192 * 3);
        var pictures = Enumerable.Range(0, 12).Select(seed => Pictures.Noise(8, 8, (ulong)seed)).ToArray();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() =>
        {
            for (var step = 0; step < 400; step++)
            {
                var rgb = pictures[(step * (worker + 1)) % pictures.Length];
                Assert.Equal(rgb, memory.Get(memory.Add(rgb, 8, 8)).Rgb);
                Assert.Equal(rgb, packed.Get(packed.Add(rgb, 8, 8)).Rgb);
            }
        })));

        Assert.InRange(packed.RawBytes, 0, 192 * 3);
        Assert.InRange(memory.RawBytes, 0, 192 * 3);
        Assert.Equal(12, Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories).Length);
    }

    [Fact]
    public void Equal_bytes_in_two_shapes_come_back_in_the_shape_that_is_asked_for()
    {
        var rgb = Pictures.Noise(6, 2, 3);
        foreach (var store in new IImageStore[] { new MemoryImageStore(), new MemoryImageStore(0), new FolderImageStore(_folder.Path) })
        {
            var (wide, tall) = (store.Add(rgb, 6, 2), store.Add(rgb, 2, 6));

            Assert.Equal((6, 2), (store.Get(wide).Width, store.Get(wide).Height));
            Assert.Equal((2, 6), (store.Get(tall).Width, store.Get(tall).Height));
            Assert.Throws<ImageDamagedException>(() => store.Get(tall with { Width = 5 }));
        }
    }

    [Fact]
    public void A_missing_picture_names_the_folder()
    {
        var folder = new FolderImageStore(_folder.Path);
        var missing = new ImageHandle(ContentHash.Of([1]), 1, 1);

        Assert.Contains(_folder.Path, Assert.Throws<ImageMissingException>(() => folder.Get(missing)).Message);
        Assert.Contains("memory", Assert.Throws<ImageMissingException>(() => new MemoryImageStore().Get(missing)).Message);
    }

    [Fact]
    public void A_damaged_file_is_named_and_a_new_process_that_paints_the_picture_mends_it()
    {
        var rgb = Pictures.Noise(6, 5, 1);
        var handle = new FolderImageStore(_folder.Path).Add(rgb, 6, 5);
        var file = _folder.File(handle.Hash.ToString()[..2], $"{handle.Hash}.png");
        File.WriteAllBytes(file, []);

        var folder = new FolderImageStore(_folder.Path);
        Assert.Contains(file, Assert.Throws<ImageDamagedException>(() => folder.Get(handle)).Message);
        folder.Add(rgb, 6, 5);

        Assert.Equal(rgb, folder.Get(handle).Rgb);
    }

    [Fact]
    public void A_file_with_the_pixels_of_another_picture_is_damaged()
    {
        var folder = new FolderImageStore(_folder.Path);
        var handle = folder.Add(Pictures.Noise(6, 5, 1), 6, 5);
        File.WriteAllBytes(
            _folder.File(handle.Hash.ToString()[..2], $"{handle.Hash}.png"), PngCodec.Encode(Pictures.Noise(6, 5, 2), 6, 5));

        Assert.Contains("its pixels have digest", Assert.Throws<ImageDamagedException>(() => folder.Get(handle)).Message);
    }

    [Fact]
    public void A_buffer_that_does_not_fit_its_size_is_refused() =>
        Assert.Throws<ArgumentException>(() => new MemoryImageStore().Add(new byte[11], 2, 2));
}
