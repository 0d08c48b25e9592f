using Microsoft.Extensions.AI;

namespace Journey;

/// <summary>A judge that finds every answer right.</summary>
public abstract class Introduced_answers : Introduced
{
    public IChatClient judge { get; } = new Judge();

    private sealed class Judge : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, """{"both":["a"],"onlyAnswer":[],"onlyReference":[],"useful":[true],"statements":[{"supported":true}],"grade":3}""")));

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
