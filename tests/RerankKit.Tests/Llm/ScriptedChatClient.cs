using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace RerankKit.Tests.Llm;

/// <summary>A chat client whose answers are a callback, and which remembers what it was asked.</summary>
internal sealed class ScriptedChatClient(Func<AskedQuestion, CancellationToken, Task<ChatResponse>> answer) : IChatClient
{
    private int _inFlight;
    private int _mostInFlight;

    public ScriptedChatClient(Func<AskedQuestion, string> answer)
        : this((question, _) => Task.FromResult(Text(answer(question))))
    {
    }

    public ConcurrentQueue<AskedQuestion> Questions { get; } = new();

    public ChatClientMetadata Metadata { get; init; } = new("scripted", new Uri("http://llm.test"), "scripted-model");

    public UsageDetails? Usage { get; init; }

    public int MostInFlight => _mostInFlight;

    public int DisposeCount { get; private set; }

    public static ChatResponse Text(string text) => new(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = ChatFinishReason.Stop };

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var question = AskedQuestion.Of([.. messages], options);
        Questions.Enqueue(question);
        int inFlight = Interlocked.Increment(ref _inFlight);
        int most = _mostInFlight;
        while (inFlight > most && Interlocked.CompareExchange(ref _mostInFlight, inFlight, most) != most)
        {
            most = _mostInFlight;
        }

        try
        {
            ChatResponse response = await answer(question, cancellationToken);
            response.Usage ??= Usage;
            return response;
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType.IsInstanceOfType(Metadata) ? Metadata : serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => DisposeCount++;
}
