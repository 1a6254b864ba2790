using System.Collections.Immutable;
using Agentic.Agents;
using Agentic.Viewer.Window;

namespace Agentic.Cli;

/// <summary>A session played by hand in a window: what is done becomes an answer, which is played in the background.</summary>
/// <remarks>A line that begins with '&gt;' is an answer as it stands, also where words would be typed into a page.</remarks>
internal sealed class HandGame : IWindowGame
{
    private readonly PlaySession _session; // borrowed
    private readonly KeyAnswers _keys;
    private readonly CancellationToken _cancellation;
    private GameView _view;
    private Task<GameView>? _pending;

    private HandGame(PlaySession session, CancellationToken cancellation)
    {
        (_session, _cancellation) = (session, cancellation);
        _keys = KeyAnswers.Of(session.Kind.Descriptor.AnswerSchema is null ? session.Kind.Descriptor.AnswerPattern : null);
        _view = new GameView(null, "", ["opening"], IsBusy: true);
        _pending = Task.Run(() => LookAsync(null), cancellation);
    }

    /// <inheritdoc/>
    public GameView View
    {
        get
        {
            if (_pending is { IsCompleted: true } done)
            {
                _pending = null;
                _view = done.GetAwaiter().GetResult();
            }

            return _view;
        }
    }

    /// <summary>Begins to play; the first look is taken in the background.</summary>
    public static HandGame Start(PlaySession session, CancellationToken cancellation) => new(session, cancellation);

    /// <inheritdoc/>
    public bool TakesKey(string name) => _keys.ByKey.ContainsKey(name) || (name.Length > 1 && _session.Kind is IHandAnswers);

    /// <inheritdoc/>
    public void Do(HandInput input)
    {
        if (View.IsBusy || _session.Ended is not null)
        {
            return;
        }

        if (AnswerOf(input) is not { } answer)
        {
            _view = _view with { Lines = Told("that is no answer here: type one, and Enter") };
            return;
        }

        _view = _view with { IsBusy = true };
        _pending = Task.Run(() => AnswerAsync(answer), _cancellation);
    }

    /// <summary>Waits for the answer that is being played, if any: the world is not left in the middle of a step.</summary>
    public async Task SettleAsync()
    {
        if (_pending is { } pending)
        {
            await pending.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private string? AnswerOf(HandInput input) => input switch
    {
        HandInput.Line line when line.Words.StartsWith('>') => line.Words[1..].Trim(),
        HandInput.Key key when _keys.ByKey.TryGetValue(key.Name, out var answer) => answer,
        _ when _session.Kind is IHandAnswers hands => hands.AnswerOf(_session.Task, input),
        HandInput.Line line => line.Words,
        _ => null,
    };

    private async Task<GameView> AnswerAsync(string answer)
    {
        var step = await _session.AnswerAsync(answer, _cancellation);
        return await LookAsync($"{step.Turn + 1}. {answer}  {step.Feedback ?? step.Action}  reward {step.Reward:0.###}");
    }

    private async Task<GameView> LookAsync(string? told)
    {
        // A world that broke cannot be looked at; what was seen last stays.
        if (_session.Fault is { } fault)
        {
            return _view with { IsBusy = false, Lines = Told($"{fault.Source}: {fault.Message}") };
        }

        var observation = await _session.ObserveAsync(_cancellation);
        var picture = observation.Parts.OfType<ImagePart>().Select(part => _session.Images.Get(part.Image)).LastOrDefault();
        return new GameView(picture, observation.Text, Told(told ?? _session.Kind.Descriptor.ActionGrammar), IsBusy: false);
    }

    private ImmutableArray<string> Told(string last) =>
    [
        _session.Kind.Descriptor.Instruction.ReplaceLineEndings(" "),
        last,
        $"{_session.Ended ?? $"turn {_session.Turns + 1}"}  total {_session.Total:0.###}  {(_keys.Help.Length > 0 ? _keys.Help : _session.Kind is IHandAnswers ? "mouse and keys act; a line types, >LINE answers" : "type an answer, Enter")}  Esc leaves",
    ];
}
