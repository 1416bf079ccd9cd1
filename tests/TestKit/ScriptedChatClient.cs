using System.Collections.Concurrent;
using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace GovStack.TestKit;

/// <summary>A model that says what the test wrote: one script per call, in order; the last one repeats. Pauses pass on the test's clock.</summary>
public sealed class ScriptedChatClient(TimeProvider clock, params ModelScript[] scripts) : IChatClient
{
    private readonly ConcurrentQueue<ModelScript> _scripts = new(scripts);
    private readonly ConcurrentQueue<ScriptedCall> _calls = new();
    private readonly SemaphoreSlim _arrivals = new(0);
    private ModelScript _last = scripts.Length > 0 ? scripts[^1] : ModelScript.Says("An answer.");

    /// <summary>Gets the calls that came, in order.</summary>
    public IReadOnlyList<ScriptedCall> Calls => [.. _calls];

    /// <summary>Waits until one more call has come.</summary>
    public Task CalledAsync() => _arrivals.WaitAsync();

    /// <summary>Appends a script.</summary>
    public void Add(ModelScript script)
    {
        _scripts.Enqueue(script);
        _last = script;
    }

    /// <summary>Forgets what was not said yet; until a script is added, every call is answered with "An answer [1].".</summary>
    public void Reset()
    {
        _scripts.Clear();
        _last = ModelScript.Says("An answer [1].");
    }

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        => await GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        _calls.Enqueue(new([.. messages], options));
        _arrivals.Release();
        var script = _scripts.TryDequeue(out var next) ? next : _last;
        foreach (var step in script.Steps)
        {
            if (step.Pause > TimeSpan.Zero)
                await Task.Delay(step.Pause, clock, cancellationToken).ConfigureAwait(false);
            if (step.Until is { } until)
                await until.WaitAsync(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            if (step.Fault is { } fault)
                throw fault();
            if (step.Update is { } update)
                yield return update();
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType.IsInstanceOfType(this) ? this : null;

    /// <inheritdoc/>
    public void Dispose() => _arrivals.Dispose();
}

/// <summary>A call a scripted model was asked.</summary>
public sealed record ScriptedCall(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options);

/// <summary>What a scripted model does with one call.</summary>
/// <param name="Steps">Its steps in order.</param>
public sealed record ModelScript(IReadOnlyList<ScriptStep> Steps)
{
    /// <summary>Says the words, then the counts, then stops.</summary>
    public static ModelScript Says(params string[] words) => new ModelScript([]).Then(words).ThenCounts(100, words.Length).ThenEnds();

    /// <summary>Fails before the first token with an HTTP status; 0 for no connection.</summary>
    public static ModelScript Fails(int status)
        => new([new(Fault: () => status == 0 ? new HttpRequestException(HttpRequestError.ConnectionError, "No connection.") : new HttpRequestException("The provider said no.", null, (HttpStatusCode)status))]);

    /// <summary>Says nothing for a long time.</summary>
    public static ModelScript Hangs() => new ModelScript([]).ThenPauses(TimeSpan.FromDays(1));

    /// <summary>Ends at once with nothing.</summary>
    public static ModelScript Empty() => new([]);

    /// <summary>Appends words.</summary>
    public ModelScript Then(params string[] words)
        => With([.. words.Select(word => new ScriptStep(Update: () => new ChatResponseUpdate(ChatRole.Assistant, word)))]);

    /// <summary>Appends thinking.</summary>
    public ModelScript ThenThinks(string thought)
        => With(new ScriptStep(Update: () => new ChatResponseUpdate(ChatRole.Assistant, [new TextReasoningContent(thought)])));

    /// <summary>Appends a pause on the clock.</summary>
    public ModelScript ThenPauses(TimeSpan pause) => With(new ScriptStep(Pause: pause));

    /// <summary>Appends a wait for the test: unlike a pause it is over even if the test says so before it has begun.</summary>
    public ModelScript ThenWaitsFor(Task until) => With(new ScriptStep(Until: until));

    /// <summary>Appends token counts.</summary>
    public ModelScript ThenCounts(int input, int output, int cached = 0)
        => With(new ScriptStep(Update: () => new ChatResponseUpdate(ChatRole.Assistant,
            [new UsageContent(new UsageDetails { InputTokenCount = input, OutputTokenCount = output, CachedInputTokenCount = cached })])));

    /// <summary>Appends a reason to stop: "stop", "length", "content_filter".</summary>
    public ModelScript ThenEnds(string reason = "stop")
        => With(new ScriptStep(Update: () => new ChatResponseUpdate { FinishReason = new ChatFinishReason(reason) }));

    /// <summary>Appends a broken connection.</summary>
    public ModelScript ThenBreaks() => With(new ScriptStep(Fault: () => new IOException("The connection was reset.")));

    private ModelScript With(params ScriptStep[] steps) => new([.. Steps, .. steps]);
}

/// <summary>One step of a script: a pause or a wait, then an update or a fault.</summary>
public sealed record ScriptStep(TimeSpan Pause = default, Func<ChatResponseUpdate>? Update = null, Func<Exception>? Fault = null, Task? Until = null);
