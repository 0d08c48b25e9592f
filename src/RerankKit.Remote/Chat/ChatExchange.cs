namespace RerankKit.Remote;

/// <summary>A conversation that is sent, and the completion that answers it.</summary>
internal sealed class ChatExchange(Uri address, IReadOnlyList<ChatMessage> conversation, PooledBuffer body)
    : RemoteExchange(address, "", [.. conversation.Select(static message => new RerankCandidate(message.Text))])
{
    public override PooledBuffer Body => body;

    public ChatResponse? Completion { get; private set; }

    public override string? Read(ReadOnlyMemory<byte> json, HttpResponseMessage response)
    {
        string? problem = ChatResponseReader.TryRead(json, out ChatResponse? completion);
        Completion = completion;

        // Gateways answer 200 with an error inside.
        return completion is null ? problem ?? "it is an error" : null;
    }
}
