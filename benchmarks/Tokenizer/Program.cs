using System.Globalization;
using System.Text;
using System.Text.Json;
using Agentic.Agents;
using Agentic.VisionPolicy;

// Speed of a tokenizer on one core: until it is ready, and in MB/s, one text of 4,000 characters at a time.
// Counted in processor time, garbage collection included, so that other work on the machine does not show.
// Usage: dotnet run -c Release --project benchmarks/Tokenizer [FOLDER]; the folder may hold vectors.json, whose texts are encoded.
var folder = args.Length > 0 ? args[0] : Path.Combine("tests", "fixtures", "tokenizer_100k");

BpeTokenizer Ready()
{
    var tokenizer = TokenizerFiles.Open(folder);
    tokenizer.Encode("The first text, encoded.");
    return tokenizer;
}

void Line(string name, double value, string unit) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-46} {value,10:F1} {unit}"));

double Milliseconds(Action action)
{
    var before = Environment.CpuUsage.TotalTime;
    action();
    return (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
}

BpeTokenizer tokenizer = null!;
var started = System.Diagnostics.Stopwatch.GetTimestamp();
Line("ready, first in the process", Milliseconds(() => tokenizer = Ready()), "ms");
Line("the same by the clock on the wall", System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds, "ms");
Line("ready, best of ten more", Enumerable.Range(0, 10).Min(_ => Milliseconds(() => Ready())), "ms");

double Rate(BpeTokenizer one, string text)
{
    var chunks = text.Chunk(4000).Select(chunk => new string(chunk)).ToArray();
    var took = Milliseconds(() => Array.ForEach(chunks, chunk => one.EncodeTemplate(chunk)));
    return Encoding.UTF8.GetByteCount(text) / 1e3 / took;
}

// Every piece of this text is new: words of two tokens and a few letters, drawn once each.
string Unheard(int characters)
{
    var stream = RandomKey.FromSeed(1).Stream();
    var text = new StringBuilder(characters);
    while (text.Length < characters)
    {
        text.Append(' ');
        for (var syllable = stream.NextInt(2, 5); syllable > 0; syllable--)
        {
            text.Append("bcdfghklmnprstvw"[stream.NextInt(16)]).Append("aeiouy"[stream.NextInt(6)]).Append("nrstlm"[stream.NextInt(6)]);
        }
    }

    return text.ToString();
}

var unheard = Unheard(4_000_000);
Rate(tokenizer, unheard[..1_000_000]);
Line("new words only, each piece unseen", Rate(Ready(), unheard), "MB/s");
if (File.Exists(Path.Combine(folder, "vectors.json")))
{
    using var vectors = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "vectors.json")));
    var text = string.Join('\n', vectors.RootElement.GetProperty("vectors").EnumerateArray().Select(vector => vector.GetProperty("text").GetString()));
    Line("texts of vectors.json, first time", Rate(Ready(), text), "MB/s");
    Line("texts of vectors.json, often", Rate(tokenizer, string.Concat(Enumerable.Repeat(text, 40))), "MB/s");
}

foreach (var (name, hostile) in new[]
{
    ("10 MB of one letter", new string('a', 10_000_000)),
    ("10 MB in one word", Unheard(10_000_000).Replace(" ", "", StringComparison.Ordinal)),
    ("10 MB of spaces", new string(' ', 10_000_000)),
    ("10 MB of combining marks out of order", string.Concat(Enumerable.Repeat("\u0301\u0323", 2_500_000))),
    ("10 MB of openings of control tokens", string.Concat(Enumerable.Repeat("<|im_", 2_000_000))),
})
{
    Line(name, Milliseconds(() => tokenizer.EncodeTemplate(hostile)), "ms");
}
