using Agentic.Agents;

namespace Agentic.Viewer.Tests.Web.Page;

/// <summary>Episodes on a page, with clicks, typing and a drag where they fell.</summary>
internal static class SamplePages
{
    private const int Width = 320;
    private const int Height = 210;

    private const string Elements = """
        [2] textbox 'To' at 60,40 200x20
        [3] textbox 'Subject' at 60,70 200x20
        [4] button 'Send' at 210,170 60x24
          [5] image 'Logo' at 220,172 20x20
        """;

    /// <summary>A run of two episodes; the second is a fault.</summary>
    public static void Write(SampleRun run, SampleEpisodes episodes)
    {
        var empty = Paint(run.Images, 0);
        var filled = Paint(run.Images, 1);
        SampleTurn[] turns =
        [
            new("mouse_click(160, 50)", """{"type":"click","at":[160,50],"of":[320,210]}""") { Picture = empty, Words = Elements, State = 1 },
            new("keyboard_type('nadia@rocket.example')", """{"type":"type","text":"nadia@rocket.example"}""") { Picture = empty, Words = Elements, State = 2 },
            new("drag(40, 40, 240, 180)", """{"type":"drag","at":[40,40],"to_at":[240,180],"of":[320,210]}""") { Picture = filled, Words = Elements, State = 3 },
            new("click the send button, please", null) { Picture = filled, Words = Elements, Feedback = "not an action; expected one call such as click('4')", State = 3 },
            new("click('5')", """{"type":"click","at":[230,182],"of":[320,210]}""") { Picture = filled, Words = Elements, State = 3, Reward = Reward.Of(RewardWeights.Outcome, 1) },
        ];
        var task = new TaskInstance
        {
            World = "gui",
            WorldVersion = 1,
            Seed = 5,
            State = """{"site":"apps","page":"mail","template":"send-mail","instance":{"to":"nadia@rocket.example","mails":[{"id":"m1","read":true,"label":null}]},"theme":"light"}""",
            Payload = "",
        };
        run.Add(episodes.Make(0, 0, 0, task, "Send a mail to nadia@rocket.example.", new EpisodeEnd.Terminated(true), turns));
        run.Add(episodes.Make(1, 0, 1, task, "Send a mail to nadia@rocket.example.", new EpisodeEnd.Faulted(new Fault("browser", "the page crashed")), turns[..2]));
        run.Flush();
    }

    // A title bar, two fields that may be filled, a button.
    private static ImageHandle Paint(FolderImageStore images, int filled)
    {
        var rgb = new byte[Width * Height * 3];
        rgb.AsSpan().Fill(250);
        Fill(rgb, (0, 0, Width, 22), 90);
        Fill(rgb, (60, 40, 200, 20), 225);
        Fill(rgb, (60, 70, 200, 20), 225);
        Fill(rgb, (66, 46, 90 * filled, 8), 40);
        Fill(rgb, (210, 170, 60, 24), 120);
        return images.Add(rgb, Width, Height);
    }

    private static void Fill(byte[] rgb, (int X, int Y, int Width, int Height) box, byte shade)
    {
        for (var row = box.Y; row < box.Y + box.Height; row++)
        {
            rgb.AsSpan(((row * Width) + box.X) * 3, box.Width * 3).Fill(shade);
        }
    }
}
