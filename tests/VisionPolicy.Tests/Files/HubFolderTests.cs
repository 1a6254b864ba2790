namespace Agentic.VisionPolicy.Tests.Files;

public sealed class HubFolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agentic").FullName;

    [Fact]
    public void A_missing_file_is_named_with_its_folder_and_what_is_there()
    {
        var hub = new HubFolder(_folder);
        hub.Write(HubFolder.Tokenizer, "{}");
        File.WriteAllText(Path.Combine(_folder, "model.safetensors"), "");
        Assert.Equal([HubFolder.Tokenizer], hub.List());
        var fault = Assert.Throws<FileNotFoundException>(() => hub.Read(HubFolder.Config));
        Assert.Contains($"{_folder} has no config.json; it holds tokenizer.json.", fault.Message);
        Assert.Throws<ArgumentException>(() => hub.Read("../config.json"));
    }

    [Fact]
    public void Image_settings_come_back_from_their_file()
    {
        var hub = new HubFolder(_folder);
        var config = new ImageProcessorConfig { PatchSize = 8, MinPixels = 256, MaxPixels = 6400, Mean = [0.5, 0.5, 0.5], Std = [0.25, 0.5, 0.5] };
        hub.Write(HubFolder.Preprocessor, config.ToJson());
        var again = hub.ReadImageProcessor();
        Assert.Equal(config with { Mean = again.Mean, Std = again.Std }, again);
        Assert.Equal([0.25, 0.5, 0.5], again.Std);
        Assert.Throws<InvalidDataException>(() => ImageProcessorConfig.Parse("[1]"));
        Assert.Throws<InvalidDataException>(() => ImageProcessorConfig.Parse("{\"patch_size\": 0}"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
