namespace Agentic.VisionPolicy;

/// <summary>
/// Where learned positions of a picture begin: sines and cosines of column and row, as tall as what a patch shows. Noise of the published
/// 0.02 would be a whisper beside the patches, which a small model takes long to hear.
/// </summary>
internal static class PlaceWaves
{
    private const double Amplitude = 0.7; // root mean square 0.5
    private const double LongestWave = 2 * Math.PI * 32; // in places

    /// <summary>Values of a square of places, in rows: [side · side, width].</summary>
    /// <param name="side">Places along a side.</param>
    /// <param name="width">Numbers a place: the first half tells the column, the second the row, sines and cosines in turn.</param>
    public static float[] Of(int side, int width)
    {
        var half = width / 2;
        var values = new float[side * side * width];
        for (var place = 0; place < side * side; place++)
        {
            for (var at = 0; at < width; at++)
            {
                var (along, wave) = at < half ? (place % side, at) : (place / side, at - half);
                var angle = along * Math.Pow(LongestWave / (2 * Math.PI), -2.0 * (wave / 2) / Math.Max(1, half));
                values[(place * width) + at] = (float)(Amplitude * (wave % 2 == 0 ? Math.Sin(angle) : Math.Cos(angle)));
            }
        }

        return values;
    }
}
