using System.Text.Json.Nodes;

namespace Agentic.VisionPolicy;

/// <summary>The picture and video settings of a hub folder, in the layout in which they were found.</summary>
/// <remarks>
/// Transformers 5 writes both into <c>processor_config.json</c>; older folders have a file for each, or one file for both. Where a folder
/// has both layouts the newer one counts, as in the reference. Written back, a folder keeps its layout and every field that means nothing
/// here.
/// </remarks>
public sealed record ProcessorFiles
{
    private const string PictureMember = "image_processor";
    private const string VideoMember = "video_processor";

    /// <summary>How pictures are cut.</summary>
    public required ImageProcessorConfig Images { get; init; }

    /// <summary>How videos are cut; by the rules for pictures where the folder says nothing of videos.</summary>
    public required VideoProcessorConfig Videos { get; init; }

    /// <summary>The whole of processor_config.json; never changed. Null where there is no such file.</summary>
    private JsonObject? Whole { get; init; }

    /// <summary>Whether the folder has settings of videos of their own.</summary>
    private bool HasVideos { get; init; }

    /// <summary>Settings made here: videos are cut as pictures are, and the older layout is written.</summary>
    public static ProcessorFiles Of(ImageProcessorConfig images) => new() { Images = images, Videos = new VideoProcessorConfig { Frames = images } };

    /// <summary>Reads whichever files the folder has.</summary>
    /// <exception cref="FileNotFoundException">There are no picture settings.</exception>
    /// <exception cref="InvalidDataException">A file does not hold what it should; the message names file, field, expected and actual.</exception>
    public static ProcessorFiles Read(HubFolder hub)
    {
        var whole = hub.Has(HubFolder.Processor) ? ProcessorJson.ParseObject(hub.Read(HubFolder.Processor), HubFolder.Processor) : null;
        var (pictures, picturesFile) = whole?[PictureMember] is JsonObject nested
            ? (nested, Member(PictureMember))
            : (ProcessorJson.ParseObject(hub.Read(HubFolder.Preprocessor), HubFolder.Preprocessor), HubFolder.Preprocessor);
        var (videos, videosFile) = whole?[VideoMember] is JsonObject nestedVideos ? (nestedVideos, Member(VideoMember))
            : hub.Has(HubFolder.VideoPreprocessor) ? (ProcessorJson.ParseObject(hub.Read(HubFolder.VideoPreprocessor), HubFolder.VideoPreprocessor), HubFolder.VideoPreprocessor)
            : (pictures, picturesFile);
        return new ProcessorFiles
        {
            Images = ProcessorJson.ReadPictures(pictures, picturesFile),
            Videos = ProcessorJson.ReadVideos(videos, videosFile),
            Whole = whole,
            HasVideos = videos != pictures,
        };
    }

    /// <summary>Writes the files that were read, or <c>preprocessor_config.json</c>; each appears whole or not at all.</summary>
    public void Write(HubFolder hub)
    {
        var whole = Whole?.DeepClone().AsObject();
        Place(PictureMember, HubFolder.Preprocessor, ProcessorJson.WritePictures(Images));
        if (HasVideos)
        {
            Place(VideoMember, HubFolder.VideoPreprocessor, ProcessorJson.WriteVideos(Videos));
        }

        if (whole is not null)
        {
            hub.Write(HubFolder.Processor, ProcessorJson.ToText(whole));
        }

        void Place(string member, string file, JsonObject settings)
        {
            if (whole?[member] is JsonObject)
            {
                whole[member] = settings;
            }
            else
            {
                hub.Write(file, ProcessorJson.ToText(settings));
            }
        }
    }

    private static string Member(string name) => $"{HubFolder.Processor}: {name}";
}
