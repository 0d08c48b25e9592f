namespace RerankKit.Answers.Tests;

/// <summary>A judge that says what it is told to, one text a question, and remembers what it was asked.</summary>
internal sealed class ScriptedJudge(params string[] answers) : IChatClient
{
    public List<(ChatMessage[] Messages, ChatOptions Options)> Questions { get; } = [];

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Questions.Add(([.. messages], options!));
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answers[Questions.Count - 1])) { ModelId = "judge-1" });
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
