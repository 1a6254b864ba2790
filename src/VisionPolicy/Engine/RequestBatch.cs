using Agentic.Agents;

namespace Agentic.VisionPolicy;

/// <summary>
/// The requests in work, and those that wait for memory. A step is one forward pass for every prefix that somebody waits for, and a
/// token for each request that got one. One owner: the policy thread.
/// </summary>
/// <remarks>
/// Requests come into work in the order of their arrival, nobody overtakes: with too little memory the head of the queue waits until
/// those before it are answered. A step serves the oldest first; when no slot can be found for any, the youngest goes back to the
/// head of the queue, and in the end the oldest alone has the whole cache. So every request that fits at all is answered.
/// </remarks>
internal sealed class RequestBatch
{
    private readonly IChunkModel _model;
    private readonly EngineOptions _options;
    private readonly EngineCounters _counters;
    private readonly CacheBudget _budget;
    private readonly PrefixTree _tree;
    private readonly List<PolicyRequest> _active = [];
    private readonly LinkedList<PolicyRequest> _waiting = [];
    private readonly List<PrefixNode> _nodes = [];
    private readonly List<ChunkRow> _rows = [];
    private readonly List<float[]> _logits = [];
    private readonly float[] _scratch;
    private long _step;

    /// <summary>Nothing in work.</summary>
    public RequestBatch(IChunkModel model, EngineOptions options, EngineCounters counters)
    {
        (_model, _options, _counters) = (model, options, counters);
        _scratch = new float[2 * model.VocabularySize];
        var keptLogits = (int)Math.Clamp(options.IdleLogitsMiB * 1048576L / (sizeof(float) * (long)model.VocabularySize), 1, int.MaxValue);
        _tree = new PrefixTree(options.MaxSequences, model.VocabularySize, keptLogits);
        _budget = new CacheBudget(model, options.CacheMiB * 1048576L);
    }

    /// <summary>Requests in work and waiting.</summary>
    public int Count => _active.Count + _waiting.Count;

    /// <summary>Whether the last step answered somebody, who may come back at once.</summary>
    public bool HasAnswered { get; private set; }

    /// <summary>Optimiser steps behind the present weights.</summary>
    public int WeightVersion { get; private set; }

    /// <summary>Queues a request.</summary>
    public void Add(PolicyRequest request)
    {
        _counters.Requests++;
        _waiting.AddLast(request);
    }

    /// <summary>Forgets what was computed under the old weights.</summary>
    public void WeightsChanged(int version)
    {
        _tree.Clear();
        _model.WeightsChanged();
        WeightVersion = version;
    }

    /// <summary>One forward pass; nothing where nobody asks.</summary>
    public void Step()
    {
        HasAnswered = false;
        if (Count == 0)
        {
            return;
        }

        Admit();
        Place();
        if (_rows.Count > 0)
        {
            Compute();
        }

        var kept = 0;
        for (var at = 0; at < _active.Count; at++)
        {
            var request = _active[at];
            // A request for which there was no slot stays where it is.
            if (request.At is { } node && (node.Step == _step ? Continue(request) : !Withdraw(request)))
            {
                _active[kept++] = request;
            }
        }

        _active.RemoveRange(kept, _active.Count - kept);
        _tree.Trim();
    }

    /// <summary>Tells every caller that there will be no answer.</summary>
    public void Abandon(Exception exception)
    {
        foreach (var request in _active.Concat(_waiting))
        {
            request.Fail(_tree, exception);
        }

        _active.Clear();
        _waiting.Clear();
    }

    private void Admit()
    {
        while (_waiting.First?.Value is { } request)
        {
            var slots = _budget.SlotsOf(Math.Max(_budget.Longest, request.LongestLength));
            var fits = _active.Count < slots && _tree.Slots <= slots;
            if (!fits && _active.Count > 0)
            {
                break;
            }

            if (!fits && _budget.SlotsOf(request.LongestLength) > 0)
            {
                // Nobody is in work, and yet there is no room: slots of another length hold it. The cache is laid out anew.
                Relayout();
                continue;
            }

            _waiting.RemoveFirst();
            if (fits)
            {
                Start(request);
            }
            else
            {
                request.Fail(_tree, new AgentFaultException(_budget.Refusal(request.LongestLength), retryable: false));
            }
        }

        _counters.Waiting = _waiting.Count;
        _counters.MostInWork = Math.Max(_counters.MostInWork, _active.Count);
    }

    private void Start(PolicyRequest request)
    {
        request.Enter();
        if (request.StrangeToken(_model.VocabularySize) is { } strange)
        {
            request.Fail(_tree, new AgentFaultException(
                $"The prompt holds token {strange}, but the policy's vocabulary has tokens 0 to {_model.VocabularySize - 1}. The renderer is of another model.", retryable: false));
            return;
        }

        _budget.Admit(request.LongestLength);
        if (Continue(request))
        {
            _active.Add(request);
        }
    }

    /// <summary>Finds slots for the prefixes that somebody waits for.</summary>
    private void Place()
    {
        while (true)
        {
            _step++;
            _nodes.Clear();
            _rows.Clear();
            _logits.Clear();
            foreach (var request in _active)
            {
                PlaceOne(request.At!);
            }

            if (_rows.Count > 0 || _active.Count == 0)
            {
                return;
            }

            // Copies need a second slot for a moment, so that slots can run out although there is one for each request.
            var youngest = _active[^1];
            _active.RemoveAt(_active.Count - 1);
            youngest.StepBack(_tree);
            _waiting.AddFirst(youngest);
            _counters.Preempted++;
            if (_active.Count == 0)
            {
                Relayout();
                Admit();
            }
        }
    }

    private void PlaceOne(PrefixNode node)
    {
        var from = -1;
        // Another request of this batch waits for the same prefix; or there is no room.
        if (node.Step == _step || (node.Slot < 0 && !_tree.TryPlace(node, _budget.MaxSlots, out from)))
        {
            return;
        }

        node.Step = _step;
        _nodes.Add(node);
        _rows.Add(new ChunkRow(node.Slot, from, node.Parent!.Length, node.Parent.NextPosition, node.Chunk!) { Longest = _budget.Longest });
        _logits.Add(_tree.RentLogits());
        _counters.Computed += node.Chunk!.Ids.Length;
    }

    private void Compute()
    {
        try
        {
            _model.Extend(_rows, _logits);
        }
        catch (Exception exception)
        {
            Lose(exception);
            return;
        }

        _counters.Batches++;
        for (var row = 0; row < _nodes.Count; row++)
        {
            _nodes[row].Logits = _logits[row];
            _nodes[row].NextPosition = _model.PositionAfter(_nodes[row].Chunk!, _nodes[row].Parent!.NextPosition);
        }
    }

    /// <summary>The pass failed (a picture is missing, memory ran out): its requests fail, later ones may succeed.</summary>
    private void Lose(Exception exception)
    {
        foreach (var request in _active.Where(request => request.At!.Step == _step).ToArray())
        {
            request.Fail(_tree, exception);
        }

        for (var row = 0; row < _nodes.Count; row++)
        {
            _nodes[row].Logits = _logits[row];
            _tree.Displace(_nodes[row]);
        }
    }

    private void Relayout()
    {
        _tree.Clear();
        _model.ReleaseCache();
        _budget.Reset();
    }

    private bool Withdraw(PolicyRequest request)
    {
        if (request.IsCancelled)
        {
            request.Fail(_tree, null);
        }

        return request.IsCancelled;
    }

    /// <summary>Lets a request walk on; true while it still needs a forward pass.</summary>
    private bool Continue(PolicyRequest request)
    {
        try
        {
            if (Withdraw(request))
            {
                return false;
            }

            if (request.Advance(_tree, WeightVersion, _scratch))
            {
                return true;
            }

            _counters.Sampled += request.Complete(_tree, WeightVersion);
            _counters.Reshaped += request.Reshaped;
            HasAnswered = true;
            return false;
        }
        catch (Exception exception)
        {
            request.Fail(_tree, exception);
            return false;
        }
    }
}
