using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Agentic.VisionPolicy;
using Microsoft.AspNetCore.Http;

namespace Agentic.Cli.Serving;

/// <summary>What the server has done, as Prometheus reads it. Safe for many threads.</summary>
internal sealed class ServeMetrics
{
    private readonly ConcurrentDictionary<(string Path, int Status), long> _requests = new();
    private readonly Histogram _durations = new();
    private readonly Histogram _firstTokens = new();
    private long _running;
    private long _promptTokens;
    private long _completionTokens;

    public void Begin() => Interlocked.Increment(ref _running);

    /// <param name="path">A known path, so that callers cannot make up series.</param>
    /// <param name="status">HTTP status; 499 for a caller that went away.</param>
    /// <param name="time">From the request to the end of its answer.</param>
    public void End(string path, int status, TimeSpan time)
    {
        Interlocked.Decrement(ref _running);
        _requests.AddOrUpdate((path, status), 1, (_, count) => count + 1);
        _durations.Add(time.TotalSeconds);
    }

    public void CountTokens(int prompt, int completion)
    {
        Interlocked.Add(ref _promptTokens, prompt);
        Interlocked.Add(ref _completionTokens, completion);
    }

    public void FirstToken(TimeSpan time) => _firstTokens.Add(time.TotalSeconds);

    /// <summary>Answers with everything, in the text exposition format, version 0.0.4.</summary>
    /// <param name="context">The request.</param>
    /// <param name="engine">What the policy thread did; null where there is none.</param>
    /// <param name="pictures">Distinct pictures of requests in progress.</param>
    public Task WriteAsync(HttpContext context, EngineCounters? engine = null, int pictures = 0)
    {
        var text = new StringBuilder();
        Requests(text);
        _durations.Write(text, "agentic_request_duration_seconds", "From a request to the end of its answer.");
        if (engine is not null)
        {
            Policy(text, engine, pictures);
        }

        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        return context.Response.WriteAsync(text.ToString(), context.RequestAborted);
    }

    private void Requests(StringBuilder text)
    {
        Head(text, "agentic_requests_total", "counter", "Requests answered, by path and status.");
        foreach (var ((path, status), count) in _requests.OrderBy(pair => pair.Key))
        {
            text.Append($"agentic_requests_total{{path=\"{path}\",status=\"{status}\"}} {count}\n");
        }

        One(text, "agentic_requests_running", "gauge", "Requests in progress.", Interlocked.Read(ref _running));
    }

    private void Policy(StringBuilder text, EngineCounters engine, int pictures)
    {
        One(text, "agentic_prompt_tokens_total", "counter", "Tokens of prompts whose answers were finished.", Interlocked.Read(ref _promptTokens));
        One(text, "agentic_generation_tokens_total", "counter", "Tokens of finished answers.", Interlocked.Read(ref _completionTokens));
        One(text, "agentic_engine_sequences_total", "counter", "Answers asked of the policy thread.", engine.Requests);
        One(text, "agentic_engine_tokens_sampled_total", "counter", "Tokens drawn by the policy thread for finished answers.", engine.Sampled);
        One(text, "agentic_engine_tokens_computed_total", "counter", "Tokens that went through the model.", engine.Computed);
        One(text, "agentic_engine_batches_total", "counter", "Forward passes.", engine.Batches);
        One(text, "agentic_pictures", "gauge", "Distinct pictures of requests in progress.", pictures);
        _firstTokens.Write(text, "agentic_time_to_first_token_seconds", "From a streamed request to the first piece of its answer.");
    }

    private static void Head(StringBuilder text, string name, string type, string help) =>
        text.Append($"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void One(StringBuilder text, string name, string type, string help, long value)
    {
        Head(text, name, type, help);
        text.Append($"{name} {value}\n");
    }

    private sealed class Histogram
    {
        private static readonly double[] Bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];
        private readonly long[] _counts = new long[Bounds.Length + 1];
        private readonly Lock _gate = new();
        private double _sum;

        public void Add(double seconds)
        {
            var bound = Array.FindIndex(Bounds, bound => seconds <= bound);
            lock (_gate)
            {
                _counts[bound < 0 ? Bounds.Length : bound]++;
                _sum += seconds;
            }
        }

        public void Write(StringBuilder text, string name, string help)
        {
            Head(text, name, "histogram", help);
            lock (_gate)
            {
                var total = 0L;
                for (var index = 0; index < _counts.Length; index++)
                {
                    total += _counts[index];
                    var bound = index < Bounds.Length ? Bounds[index].ToString(CultureInfo.InvariantCulture) : "+Inf";
                    text.Append($"{name}_bucket{{le=\"{bound}\"}} {total}\n");
                }

                text.Append($"{name}_sum {_sum.ToString("R", CultureInfo.InvariantCulture)}\n{name}_count {total}\n");
            }
        }
    }
}
