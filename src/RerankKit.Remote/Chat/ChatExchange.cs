namespace RerankKit.Remote;

/// <summary>A conversation that is sent, and the completion that answers it.</summary>
internal sealed class ChatExchange(Uri address, IReadOnlyList<ChatMessage> conversation, PooledBuffer body) : RemoteExchange
{
    public override Uri Address => address;

    public override PooledBuffer Body => body;

    public override string Query => "";

    public override IReadOnlyList<RerankCandidate> Candidates => [.. conversation.Select(static message => new RerankCandidate(message.Text))];

    public ChatResponse? Completion { get; private set; }

    public override string? Read(ReadOnlyMemory<byte> json, HttpResponseMessage response)
    {
        string? problem = ChatResponseReader.TryRead(json, out ChatResponse? completion);
        Completion = completion;

        // Gateways answer 200 with an error inside.
        return completion is null ? problem ?? "it is an error" : null;
    }
}
